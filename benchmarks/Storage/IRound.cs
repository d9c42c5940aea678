namespace Storage;

/// <summary>What is done to a storage and measured.</summary>
internal interface IRound
{
    string Name { get; }

    Task<Measured> RunAsync();
}
