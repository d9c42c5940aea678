namespace Platform.Configuration.Loading;

/// <summary>Names of an enumeration as people and Kafka write them: <c>SaslSsl</c>, <c>SASL_SSL</c>, <c>SCRAM-SHA-512</c>.</summary>
internal static class ChoiceText
{
    public static bool TryParse(string text, Type type, out object? value)
    {
        var plain = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        var name = Array.Find(Enum.GetNames(type), name => name.Equals(plain, StringComparison.OrdinalIgnoreCase));
        value = name is null ? null : Enum.Parse(type, name);
        return name is not null;
    }

    /// <summary><c>a, b or c</c>.</summary>
    public static string Join(params ReadOnlySpan<string> names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1]!)} or {names[^1]}";
}
