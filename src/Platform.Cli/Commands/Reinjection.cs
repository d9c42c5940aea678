using Platform.Cli.Admin;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>Reinjects a dead letter.</summary>
internal sealed class Reinjection(AdminClient client, IOutput output)
{
    /// <summary>Publishes it to its topic again and writes where it is now.</summary>
    public async Task RunAsync(DeadLetterPosition letter, CancellationToken cancellationToken)
    {
        var answer = await client.PostAsync(AdminPaths.DeadLetter(letter) + "/reinject", body: null, cancellationToken);
        await output.WriteLineAsync($"Reinjected: {answer.GetProperty("topic")} {answer.GetProperty("partition")} {answer.GetProperty("offset")}");
    }
}
