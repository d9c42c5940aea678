namespace Benchmarks;

/// <summary>The database of the shop's silo: empty, or that of the run before. Its methods are called one at a time.</summary>
internal sealed class ShopDatabase
{
    private string? _name;

    /// <summary>Its name, empty or as the run before left it.</summary>
    public async Task<string> OpenAsync(Bench bench, bool isFull, CancellationToken stop)
    {
        if (isFull && _name is not null)
        {
            return _name;
        }

        if (_name is not null)
        {
            await bench.Postgres.DropDatabaseAsync(_name, stop);
        }

        _name = $"shop_{Guid.NewGuid():N}";
        await bench.Postgres.CreateDatabaseAsync(_name, stop);
        return _name;
    }
}
