using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka;
using Platform.Cli.Admin;
using Platform.Events;

namespace Platform.Cli.Commands;

/// <summary>A command that compares a topics file with what brokers have. A password comes from <c>PLATFORM_KAFKA_PASSWORD</c>: command lines are seen by others.</summary>
internal abstract class BrokerCommand : ExampleCommand
{
    private const string PasswordVariable = "PLATFORM_KAFKA_PASSWORD";

    private readonly TopicsFileArgument _file = new();
    private readonly Option<string> _bootstrap = new("--bootstrap") { Description = "A broker, or several separated by commas.", HelpName = "host:port", Required = true };
    private readonly Option<KafkaProtocol> _protocol = new("--protocol") { Description = "How the connection is protected.", HelpName = "name" };
    private readonly Option<string> _ca = new("--ca-file") { Description = "A PEM file with the authorities to trust; without it the system's.", HelpName = "file" };
    private readonly Option<KafkaSaslMechanism?> _mechanism = new("--sasl-mechanism") { Description = $"With a SASL protocol; the password is in {PasswordVariable}.", HelpName = "name" };
    private readonly Option<string> _user = new("--username") { Description = "With a SASL protocol.", HelpName = "name" };

    protected BrokerCommand(string name, string description, params string[] examples)
        : base(name, description, examples)
    {
        Arguments.Add(_file);
        foreach (var option in (Option[])[_bootstrap, _protocol, _ca, _mechanism, _user])
        {
            Options.Add(option);
        }

        SetAction(ConnectAndRunAsync);
    }

    /// <summary>Does what the command is for.</summary>
    /// <returns>The exit code.</returns>
    protected abstract Task<int> RunAsync(ParseResult parsed, IKafkaTopics topics, TopicDefinition[] wanted, CancellationToken cancellationToken);

    private static TopicDefinition Definition(TopicSpec spec) =>
        new() { Name = spec.Name, Partitions = spec.Partitions, ReplicationFactor = spec.ReplicationFactor, Config = spec.Config };

    private async Task<int> ConnectAndRunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        TopicDefinition[] wanted = [.. _file.Read(parsed).Topics.Select(Definition)];
        try
        {
            await using var services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(TimeProvider.System).AddKafkaTopics(ConnectionOf(parsed)).BuildServiceProvider();
            return await RunAsync(parsed, services.GetRequiredService<IKafkaTopics>(), wanted, cancellationToken);
        }
        catch (Exception exception) when (exception is KafkaStreamException or Orleans.Runtime.OrleansConfigurationException)
        {
            throw new ProblemException(exception.Message);
        }
    }

    private KafkaConnection ConnectionOf(ParseResult parsed) => new()
    {
        BootstrapServers = parsed.GetRequiredValue(_bootstrap),
        ClientId = "platform-cli",
        Protocol = parsed.GetValue(_protocol),
        CaFile = parsed.GetValue(_ca),
        SaslMechanism = parsed.GetValue(_mechanism),
        Username = parsed.GetValue(_user),
        Password = parsed.GetValue(_mechanism) is null ? null : Environment.GetEnvironmentVariable(PasswordVariable) ?? throw new ProblemException($"{PasswordVariable} is not set."),
    };
}
