namespace Architecture.Tests;

/// <summary>Dependencies point one way.</summary>
public sealed class DependencyRules
{
    private static readonly string[] KafkaProjects = ["Orleans.Streaming.Kafka", "Orleans.Streaming.Kafka.Embedded", "Orleans.Streaming.Kafka.Testing"];

    [Theory]
    [InlineData("Orleans.Streaming.Kafka.Abstractions")]
    [InlineData("Orleans.Streaming.Kafka", "Orleans.Streaming.Kafka.Abstractions")]
    [InlineData("Orleans.Streaming.Kafka.Embedded")]
    [InlineData("Orleans.Streaming.Kafka.Testing", "Orleans.Streaming.Kafka.Embedded")]
    [InlineData("Platform.Events", "Orleans.Streaming.Kafka.Abstractions")]
    [InlineData("Platform.Processing.Abstractions")]
    [InlineData("Platform.Persistence", "Platform.Processing.Abstractions")]
    [InlineData("Platform.Processing", "Platform.Processing.Abstractions", "Platform.Events", "Orleans.Streaming.Kafka.Abstractions")]
    [InlineData("Platform.Hosting", "Platform.Processing", "Platform.Processing.Abstractions", "Platform.Persistence", "Platform.Events", "Orleans.Streaming.Kafka", "Orleans.Streaming.Kafka.Abstractions", "Orleans.Streaming.Kafka.Embedded")]
    [InlineData("Platform.Testing", "Platform.Hosting", "Platform.Processing", "Platform.Processing.Abstractions", "Platform.Persistence", "Platform.Events", "Orleans.Streaming.Kafka", "Orleans.Streaming.Kafka.Abstractions", "Orleans.Streaming.Kafka.Embedded", "Orleans.Streaming.Kafka.Testing")]
    [InlineData("Platform.Cli", "Platform.Events", "Orleans.Streaming.Kafka", "Orleans.Streaming.Kafka.Abstractions")]
    [InlineData("Shop.Contracts", "Platform.Events", "Orleans.Streaming.Kafka.Abstractions")]
    [InlineData("Shop.Grains", "Shop.Contracts", "Platform.Processing", "Platform.Processing.Abstractions", "Platform.Events", "Orleans.Streaming.Kafka.Abstractions")]
    [InlineData("Shop.Gateway", "Shop.Contracts", "Platform.Hosting", "Platform.Processing", "Platform.Processing.Abstractions", "Platform.Persistence", "Platform.Events", "Orleans.Streaming.Kafka", "Orleans.Streaming.Kafka.Abstractions", "Orleans.Streaming.Kafka.Embedded")]
    public void Project_ReachesOnlyWhatItMay(string name, params string[] allowed)
    {
        var reached = Sources.Projects[name].Closure().Except([name]);

        Assert.Empty(reached.Except(allowed));
    }

    [Fact]
    public void EveryProject_IsUnderARuleOrIsAHostOrATest()
    {
        var ruled = typeof(DependencyRules).GetMethod(nameof(Project_ReachesOnlyWhatItMay))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
            .Select(a => (string)((InlineDataAttribute)a).GetData(null!).First()[0]);

        var unruled = Sources.Projects.Values
            .Where(p => !Path.GetRelativePath(Repository.Root, p.File).StartsWith("tests", StringComparison.Ordinal))
            .Select(p => p.Name)
            .Except(ruled)
            .Except(["Shop.Silo"]);

        Assert.Empty(unruled);
    }

    [Fact]
    public void Framework_ReachesNothingOfTheShop()
    {
        var reached = Sources.Projects.Values
            .Where(project => Path.GetRelativePath(Repository.Root, project.File).StartsWith("src", StringComparison.Ordinal))
            .SelectMany(project => project.Closure())
            .Distinct(StringComparer.Ordinal)
            .Where(name => !Path.GetRelativePath(Repository.Root, Sources.Projects[name].File).StartsWith("src", StringComparison.Ordinal));

        Assert.Empty(reached);
    }

    [Fact]
    public void ConfluentKafka_IsNamedByTheProviderAndItsBrokersOnly()
    {
        var users = Sources.Projects.Values
            .Where(p => !Path.GetRelativePath(Repository.Root, p.File).StartsWith("tests", StringComparison.Ordinal))
            .Where(p => p.Packages.Contains("Confluent.Kafka"))
            .Select(p => p.Name);

        Assert.Equal(KafkaProjects, users.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ConfluentKafka_IsUsedByNoOtherSource()
    {
        var users = Sources.Files("src", "grains", "silo")
            .Where(file => !KafkaProjects.Any(project => file.Contains($"{Path.DirectorySeparatorChar}{project}{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
            .Where(file => File.ReadAllText(file).Contains("Confluent", StringComparison.Ordinal));

        Assert.Empty(users);
    }

    [Theory]
    [InlineData("Shop.Grains")]
    [InlineData("Shop.Contracts")]
    [InlineData("Platform.Processing")]
    public void Grains_SeeNeitherKafkaNorADatabase(string name)
    {
        string[] foreign = ["Confluent.Kafka", "Microsoft.Data.Sqlite", "Npgsql", "MailKit"];

        var packages = Sources.Projects[name].Closure().SelectMany(p => Sources.Projects[p].Packages);

        Assert.Empty(packages.Intersect(foreign));
    }

    [Fact]
    public void Sources_NameNoMachinePathAndLeaveNothingUndone()
    {
        // Written apart so that this file does not accuse itself.
        string[] forbidden = ["#reg" + "ion", "TO" + "DO", "FIX" + "ME", "new NotImplemented" + "Exception", "/ro" + "ot/"];

        var found = Sources.Files("src", "grains", "silo", "tests")
            .SelectMany(file => forbidden.Where(word => File.ReadAllText(file).Contains(word, StringComparison.Ordinal)).Select(word => $"{file}: {word}"));

        Assert.Empty(found);
    }
}
