namespace Platform.Hosting;

/// <summary>What a silo writes into its database when it joins, so that others can say whether theirs is the same one.</summary>
[GenerateSerializer]
internal sealed class JoinMark
{
    private const string StateName = "joined";

    /// <summary>New with every join.</summary>
    [Id(0)]
    public Guid Token { get; set; }

    /// <summary>Writes a silo's mark over its last one.</summary>
    /// <param name="storage">The silo's own storage.</param>
    /// <param name="endpoint">The silo's endpoint: whoever starts there later takes the row over.</param>
    /// <param name="token">The new mark.</param>
    public static async Task WriteAsync(Orleans.Storage.IGrainStorage storage, string endpoint, Guid token)
    {
        var mark = await ReadAsync(storage, endpoint);
        mark.State!.Token = token;
        await storage.WriteStateAsync(StateName, IdOf(endpoint), mark);
    }

    /// <summary>Whether a storage holds a silo's mark.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="endpoint">The silo's endpoint.</param>
    /// <param name="token">The mark.</param>
    public static async Task<bool> IsInAsync(Orleans.Storage.IGrainStorage storage, string endpoint, Guid token) => (await ReadAsync(storage, endpoint)).State!.Token == token;

    private static async Task<GrainState<JoinMark>> ReadAsync(Orleans.Storage.IGrainStorage storage, string endpoint)
    {
        var mark = new GrainState<JoinMark>(new JoinMark());
        await storage.ReadStateAsync(StateName, IdOf(endpoint), mark);
        return mark;
    }

    private static GrainId IdOf(string endpoint) => GrainId.Create("platform-silo", endpoint);
}
