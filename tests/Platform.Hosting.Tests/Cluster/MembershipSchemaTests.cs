using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Membership;
using Orleans.Runtime.MembershipService;
using Platform.Configuration;
using Platform.Hosting.Membership;

namespace Platform.Hosting.Tests.Cluster;

/// <summary>The tables and queries of the program's own making, used by Orleans' own provider on a real PostgreSQL.</summary>
[Trait("Needs", "RealParts")]
public sealed class MembershipSchemaTests : IDisposable
{
    private static readonly DateTime Now = new(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    private readonly PostgresSchema _schema = new();

    public void Dispose() => _schema.Dispose();

    [SkippableFact]
    public async Task Open_WhenManySilosDoSoAtOnce_MakesTheTablesOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(OpenAsync)));

        var table = await TableAsync("c");

        Assert.Empty((await table.ReadAllAsync(CancellationToken.None)).Members);
    }

    [SkippableFact]
    public async Task Member_WhenInserted_IsReadAsItWas_AndByGatewaysOnceItIsActive()
    {
        var table = await TableAsync("c");
        var version = await VersionAsync(table);

        Assert.True(await table.InsertRowAsync(Member(1, SiloStatus.Joining), version.Next(), CancellationToken.None));
        var joining = await GatewaysAsync("c");
        var (entry, etag) = Assert.Single((await table.ReadAllAsync(CancellationToken.None)).Members);
        entry.Status = SiloStatus.Active;
        Assert.True(await table.UpdateRowAsync(entry, etag, (await VersionAsync(table)).Next(), CancellationToken.None));

        var found = Assert.Single((await table.ReadRowAsync(Silo(1), CancellationToken.None)).Members).Item1;
        Assert.Equal((Silo(1), "silo-1", "host", SiloStatus.Active, 30001, Now, Now), (found.SiloAddress, found.SiloName, found.HostName, found.Status, found.ProxyPort, found.StartTime, found.IAmAliveTime));
        Assert.Equal(2, (await VersionAsync(table)).Version);
        Assert.Empty(joining);
        Assert.Equal(30001, Assert.Single(await GatewaysAsync("c")).Port);
        Assert.Empty(await GatewaysAsync("other"));
    }

    [SkippableFact]
    public async Task Change_AgainstAnOlderVersionOfTheTable_IsRefusedAndChangesNothing()
    {
        var table = await TableAsync("c");
        var old = await VersionAsync(table);
        Assert.True(await table.InsertRowAsync(Member(1, SiloStatus.Active), old.Next(), CancellationToken.None));

        var inserted = await table.InsertRowAsync(Member(2, SiloStatus.Active), old.Next(), CancellationToken.None);
        var updated = await table.UpdateRowAsync(Member(1, SiloStatus.Dead), "0", old.Next(), CancellationToken.None);
        var again = await table.InsertRowAsync(Member(1, SiloStatus.Active), (await VersionAsync(table)).Next(), CancellationToken.None);
        var absent = await table.UpdateRowAsync(Member(3, SiloStatus.Active), "0", (await VersionAsync(table)).Next(), CancellationToken.None);

        Assert.Equal((false, false, false, false), (inserted, updated, again, absent));
        Assert.Equal(SiloStatus.Active, Assert.Single((await table.ReadAllAsync(CancellationToken.None)).Members).Item1.Status);
        Assert.Equal(1, (await VersionAsync(table)).Version);
    }

    [SkippableFact]
    public async Task Change_WhenTwoMakeTheSameVersion_SucceedsOnce()
    {
        var table = await TableAsync("c");
        var next = (await VersionAsync(table)).Next();

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(() => table.InsertRowAsync(Member(i, SiloStatus.Active), next, CancellationToken.None))));

        Assert.Single(outcomes, outcome => outcome);
        Assert.Single((await table.ReadAllAsync(CancellationToken.None)).Members);
    }

    [SkippableFact]
    public async Task SignOfLife_IsWrittenWithoutANewVersion_AndOldDeadMembersAreRemoved()
    {
        var table = await TableAsync("c");
        var other = await TableAsync("other");
        foreach (var member in new[] { Member(1, SiloStatus.Active), Member(2, SiloStatus.Dead), Member(3, SiloStatus.Active) })
        {
            Assert.True(await table.InsertRowAsync(member, (await VersionAsync(table)).Next(), CancellationToken.None));
        }

        Assert.True(await other.InsertRowAsync(Member(2, SiloStatus.Dead), (await VersionAsync(other)).Next(), CancellationToken.None));
        await table.UpdateIAmAliveAsync(new MembershipEntry { SiloAddress = Silo(3), IAmAliveTime = Now.AddHours(3) }, CancellationToken.None);
        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Now.AddHours(1)), CancellationToken.None);

        var members = (await table.ReadAllAsync(CancellationToken.None)).Members.Select(member => member.Item1).OrderBy(member => member.SiloAddress.Generation).ToList();
        Assert.Equal([Silo(1), Silo(3)], members.Select(member => member.SiloAddress));
        Assert.Equal(Now.AddHours(3), members[1].IAmAliveTime);
        Assert.Equal(3, (await VersionAsync(table)).Version);
        Assert.Single((await other.ReadAllAsync(CancellationToken.None)).Members);
    }

    [SkippableFact]
    public async Task Open_WhenTheTablesNeedANewerBuild_IsRefused()
    {
        await OpenAsync();
        _schema.Execute("UPDATE cluster_membership_version SET version = 99");
        await OpenAsync();
        _schema.Execute("UPDATE cluster_membership_version SET readable_by = 99");

        var refusal = await Assert.ThrowsAsync<MembershipStoreException>(OpenAsync);

        Assert.False(refusal.IsTransient);
        Assert.Contains("99", refusal.Message, StringComparison.Ordinal);
    }

    private static SiloAddress Silo(int generation) => SiloAddress.New(IPAddress.Parse("10.1.2.3"), 11111, generation);

    private static MembershipEntry Member(int generation, SiloStatus status) => new()
    {
        SiloAddress = Silo(generation),
        SiloName = $"silo-{generation}",
        HostName = "host",
        Status = status,
        ProxyPort = 30001,
        StartTime = Now,
        IAmAliveTime = Now,
        SuspectTimes = status == SiloStatus.Dead ? [Tuple.Create(Silo(7), Now)] : [],
    };

    private static async Task<TableVersion> VersionAsync(IMembershipTable table) => (await table.ReadAllAsync(CancellationToken.None)).Version;

    private async Task OpenAsync()
    {
        await using var membership = PostgresMembership.Choose(new PlatformSettings { Cluster = new ClusterSettings { Provider = ClusterProvider.Postgres, ConnectionString = _schema.ConnectionString } });
        await membership.OpenAsync(CancellationToken.None);
        await membership.CheckAsync(CancellationToken.None);
    }

    private async Task<IMembershipTable> TableAsync(string cluster)
    {
        await OpenAsync();
        var options = Options.Create(new AdoNetClusteringSiloOptions { Invariant = "Npgsql", ConnectionString = _schema.ConnectionString });
        IMembershipTable table = new AdoNetClusteringTable(new ServiceCollection().BuildServiceProvider(), Cluster(cluster), options, NullLogger<AdoNetClusteringTable>.Instance);
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, CancellationToken.None);
        return table;
    }

    private async Task<IList<Uri>> GatewaysAsync(string cluster)
    {
        var options = Options.Create(new AdoNetClusteringClientOptions { Invariant = "Npgsql", ConnectionString = _schema.ConnectionString });
        var gateways = new AdoNetGatewayListProvider(
            NullLogger<AdoNetGatewayListProvider>.Instance, new ServiceCollection().BuildServiceProvider(), options, Options.Create(new Orleans.Configuration.GatewayOptions()), Cluster(cluster));
        await gateways.InitializeGatewayListProvider();
        return await gateways.GetGateways();
    }

    private static IOptions<ClusterOptions> Cluster(string cluster) => Options.Create(new ClusterOptions { ClusterId = cluster, ServiceId = "s" });
}
