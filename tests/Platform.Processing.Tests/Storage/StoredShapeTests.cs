namespace Platform.Processing.Tests;

/// <summary>What a state holds by Orleans' serializer: a build that does not know a field drops it when it writes, so a field comes with a version that such a build rejects.</summary>
public sealed class StoredShapeTests
{
    [Fact]
    public void Fields_AreThoseOfTheVersionThatIsWritten()
    {
        var (now, file) = (StoredShape.Of([typeof(Quarantine), typeof(Rejection), typeof(StoredEntity)]), FileOf(StateCodec<TestState>.Version));

        Assert.True(
            File.Exists(file) && File.ReadAllLines(file).SequenceEqual(now),
            $"What is stored has changed without a version: follow docs/stored-format.md, raise {nameof(StateCodec<TestState>.Version)}, and add {Path.GetFileName(file)} with{Environment.NewLine}{string.Join(Environment.NewLine, now)}");
    }

    [Fact]
    public void Fields_OfAnOlderVersion_AreInEveryNewerOne()
    {
        for (var version = 4; version <= StateCodec<TestState>.Version; version++)
        {
            Assert.Empty(File.ReadAllLines(FileOf(version - 1)).Except(File.ReadAllLines(FileOf(version))));
        }
    }

    private static string FileOf(int version) => Path.Combine(AppContext.BaseDirectory, "Storage", "Shapes", $"version-{version}.txt");
}
