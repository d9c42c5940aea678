using System.Text.Json;

namespace Platform.Cli.Commands;

/// <summary>Reads what the routes return about an entity in quarantine.</summary>
internal static class EntityState
{
    /// <summary>Its name, as an operator writes it.</summary>
    public static string NameOf(JsonElement entity) => $"{entity.GetProperty("grain")}/{entity.GetProperty("key")}";

    /// <summary>Whether it is being redriven.</summary>
    public static bool IsRedriving(JsonElement entity) => entity.GetProperty("isRedriving").GetBoolean();

    /// <summary>How many outputs of it Kafka rejected; a server of an earlier build doesn't say.</summary>
    public static long RejectedOutputsOf(JsonElement entity) => entity.TryGetProperty("rejectedOutputs", out var count) ? count.GetInt64() : 0;

    /// <summary>What it does at present.</summary>
    public static string NameOfState(JsonElement entity) => IsRedriving(entity) ? "redriving" : entity.GetProperty("errorType").ValueEquals("output-refused") ? "live" : "stopped";

    /// <summary>The error that stopped it. A dead letter has the same two fields.</summary>
    public static string ErrorOf(JsonElement entity) => $"{entity.GetProperty("errorType")}: {entity.GetProperty("error")}";
}
