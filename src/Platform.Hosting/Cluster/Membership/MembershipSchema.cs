using Npgsql;
using Platform.Persistence.Postgres;

namespace Platform.Hosting.Membership;

/// <summary>
/// The tables of Orleans' ADO.NET membership, and the queries it reads from <c>OrleansQuery</c>: their names, parameters and columns are
/// Orleans' contract, the statements are ours. A query that changes the members answers whether it did, and changes them only together
/// with the table's version.
/// </summary>
internal static class MembershipSchema
{
    // Its bytes spell "members".
    internal const long UpgradeLock = 0x6D656D62657273;

    // Never edit a step that was released: add one. Tables that were made by Orleans' own script are taken as they are.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE IF NOT EXISTS OrleansQuery (
            QueryKey  varchar(64)   NOT NULL PRIMARY KEY,
            QueryText varchar(8000) NOT NULL
        );
        CREATE TABLE IF NOT EXISTS OrleansMembershipVersionTable (
            DeploymentId varchar(150)   NOT NULL PRIMARY KEY,
            Timestamp    timestamptz(3) NOT NULL DEFAULT now(),
            Version      integer        NOT NULL DEFAULT 0
        );
        CREATE TABLE IF NOT EXISTS OrleansMembershipTable (
            DeploymentId  varchar(150)   NOT NULL REFERENCES OrleansMembershipVersionTable (DeploymentId),
            Address       varchar(45)    NOT NULL,
            Port          integer        NOT NULL,
            Generation    integer        NOT NULL,
            SiloName      varchar(150)   NOT NULL,
            HostName      varchar(150)   NOT NULL,
            Status        integer        NOT NULL,
            ProxyPort     integer,
            SuspectTimes  varchar(8000),
            StartTime     timestamptz(3) NOT NULL,
            IAmAliveTime  timestamptz(3) NOT NULL,
            PRIMARY KEY (DeploymentId, Address, Port, Generation)
        );
        INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
        ('InsertMembershipVersionKey', '
            WITH made AS (
                INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId)
                ON CONFLICT (DeploymentId) DO NOTHING
                RETURNING 1)
            SELECT count(*)::integer FROM made'),
        ('InsertMembershipKey', '
            WITH version AS (
                UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = now()
                WHERE DeploymentId = @DeploymentId AND Version = @Version AND NOT EXISTS (
                    SELECT FROM OrleansMembershipTable
                    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
                RETURNING 1),
            member AS (
                INSERT INTO OrleansMembershipTable
                    (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
                SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
                FROM version
                RETURNING 1)
            SELECT count(*)::integer FROM member'),
        ('UpdateMembershipKey', '
            WITH version AS (
                UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = now()
                WHERE DeploymentId = @DeploymentId AND Version = @Version AND EXISTS (
                    SELECT FROM OrleansMembershipTable
                    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
                RETURNING 1),
            member AS (
                UPDATE OrleansMembershipTable SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
                FROM version
                WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
                RETURNING 1)
            SELECT count(*)::integer FROM member'),
        ('UpdateIAmAlivetimeKey', '
            UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation'),
        ('MembershipReadRowKey', '
            SELECT version.DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime, Version
            FROM OrleansMembershipVersionTable version LEFT JOIN OrleansMembershipTable member
                ON member.DeploymentId = version.DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
            WHERE version.DeploymentId = @DeploymentId'),
        ('MembershipReadAllKey', '
            SELECT version.DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime, Version
            FROM OrleansMembershipVersionTable version LEFT JOIN OrleansMembershipTable member ON member.DeploymentId = version.DeploymentId
            WHERE version.DeploymentId = @DeploymentId'),
        ('GatewaysQueryKey', '
            SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0'),
        ('DeleteMembershipTableEntriesKey', '
            DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
            DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId'),
        ('CleanupDefunctSiloEntriesKey', '
            DELETE FROM OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Status <> 3 AND IAmAliveTime < @IAmAliveTime AND StartTime < @IAmAliveTime')
        ON CONFLICT (QueryKey) DO NOTHING
        """,
    ];

    private static readonly SchemaUpgrade Upgrade = new("cluster_membership_version", UpgradeLock, Steps, readableBy: 1);

    /// <inheritdoc cref="SchemaUpgrade.EnsureAsync"/>
    public static Task EnsureAsync(NpgsqlDataSource database, string description) => Upgrade.EnsureAsync(database, description);
}
