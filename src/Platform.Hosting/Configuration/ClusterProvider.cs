namespace Platform.Configuration;

/// <summary>How silos find each other.</summary>
public enum ClusterProvider
{
    /// <summary>On this machine only: the members are in the first silo's memory.</summary>
    Localhost = 0,

    /// <summary>Through Redis.</summary>
    Redis = 1,

    /// <summary>Through a PostgreSQL database.</summary>
    Postgres = 2,
}
