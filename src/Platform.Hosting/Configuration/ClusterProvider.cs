namespace Platform.Configuration;

/// <summary>How silos find each other.</summary>
public enum ClusterProvider
{
    /// <summary>On this machine only.</summary>
    Localhost = 0,

    /// <summary>Through Redis.</summary>
    Redis = 1,
}
