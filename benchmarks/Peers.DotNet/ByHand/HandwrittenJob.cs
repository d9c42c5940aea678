using Npgsql;
using Peers.Orders;

namespace Peers.ByHand;

/// <summary>The order job by hand: a worker for each core, each with a consumer, a producer and a connection, so that nothing is shared.</summary>
internal static class HandwrittenJob
{
    public static void Run(string bootstrap, string group, string postgres, int batchCountMax)
    {
        using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres)
        {
            MaxAutoPrepare = 10,
            Options = "-c enable_seqscan=off", // a table that fills has no statistics yet: the planner would go on scanning it
        });
        using (var tables = source.CreateCommand($"{OrderTable.Create}; {OffsetTable.Create}"))
        {
            tables.ExecuteNonQuery();
        }

        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => Work(bootstrap, group, source, batchCountMax))).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
    }

    private static void Work(string bootstrap, string group, NpgsqlDataSource source, int batchCountMax)
    {
        try
        {
            using var worker = new HandwrittenWorker(bootstrap, group, source, batchCountMax);
            while (true)
            {
                worker.DoBatch();
            }
        }
#pragma warning disable CA1031 // Whatever it is, a peer that fails must not look slow.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine(e);
            Environment.Exit(1);
        }
    }
}
