namespace Platform.Chaos;

/// <summary>What is done to a part.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of a silo; it is started again.</summary>
    SiloKill,

    /// <summary>SIGSTOP of a silo, sometimes for longer than its session and the cluster's patience; then SIGCONT.</summary>
    SiloFreeze,

    /// <summary>SIGTERM of a silo, which must end in time; it is started again.</summary>
    SiloStop,

    /// <summary>All silos are stopped and started, one after the other.</summary>
    RollingRestart,

    /// <summary>One silo more, for a while.</summary>
    SiloAdded,

    /// <summary>kill -9 of a broker, of three the leader of a partition; it is started again.</summary>
    BrokerKill,

    /// <summary>SIGSTOP of a broker, then SIGCONT.</summary>
    BrokerFreeze,

    /// <summary>PostgreSQL is restarted, and ends all connections.</summary>
    DatabaseRestart,

    /// <summary>kill -9 of PostgreSQL and a start with recovery.</summary>
    DatabaseKill,

    /// <summary>SIGSTOP of PostgreSQL, then SIGCONT.</summary>
    DatabaseFreeze,

    /// <summary>A silo's packets to the brokers are dropped.</summary>
    KafkaLinkCut,

    /// <summary>A silo's packets to the database are dropped.</summary>
    DatabaseLinkCut,

    /// <summary>A silo's packets to and from the other silos are dropped.</summary>
    SiloLinkCut,

    /// <summary>A silo's connections with the other silos are reset, several times.</summary>
    SiloLinkReset,
}
