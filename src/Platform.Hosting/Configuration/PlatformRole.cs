namespace Platform.Configuration;

/// <summary>Which of the two programs reads the settings.</summary>
public enum PlatformRole
{
    /// <summary>The silo: every rule counts.</summary>
    Silo = 0,

    /// <summary>The gateway in a process of its own: it needs a broker's address, and rules about what only a silo uses don't count.</summary>
    Gateway = 1,
}
