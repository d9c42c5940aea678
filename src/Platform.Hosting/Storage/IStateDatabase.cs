using Platform.Configuration;

namespace Platform.Hosting.Storage;

/// <summary>Where grain state is kept. Disposing removes what is not meant to outlive the process.</summary>
internal interface IStateDatabase : IDisposable
{
    /// <summary>What and where it is, for people; without secrets.</summary>
    string Description { get; }

    /// <summary>Whether the state is gone at exit.</summary>
    bool IsTemporary { get; }

    /// <summary>The refusal to start with it, naming the setting and what would be right, without secrets.</summary>
    /// <param name="fault">What is wrong.</param>
    PlatformConfigurationException Refuse(string fault);

    /// <summary>Registers the storage.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">The storage's name.</param>
    ISiloBuilder AddTo(ISiloBuilder silo, string name);
}
