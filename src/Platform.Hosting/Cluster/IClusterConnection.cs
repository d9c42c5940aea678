namespace Platform.Hosting;

/// <summary>Whether grains can be called from here: always inside a silo, once connected in a client. Thread-safe.</summary>
public interface IClusterConnection
{
    /// <summary>Whether there was a connection; silos that left since are noticed by the calls that fail.</summary>
    bool IsConnected { get; }
}
