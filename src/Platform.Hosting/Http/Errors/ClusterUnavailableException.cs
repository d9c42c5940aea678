namespace Platform.Hosting;

/// <summary>No silo can be reached at the moment.</summary>
public sealed class ClusterUnavailableException() : Exception("The gateway is not connected to a silo.");
