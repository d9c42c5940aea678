namespace Platform.Gateway.Errors;

/// <summary>No silo can be asked at the moment.</summary>
internal sealed class ClusterUnavailableException() : Exception("The gateway is not connected to a silo.");
