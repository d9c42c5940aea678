using Platform.Configuration;

namespace Platform.Hosting.Membership;

/// <summary>How silos and gateways find each other. Disposing closes what it holds.</summary>
internal interface IMembership : IAsyncDisposable
{
    /// <summary>How this process found its cluster, for people; without secrets. Empty where there is nothing to say.</summary>
    string Description { get; }

    /// <summary>Whether the members are kept outside of the silos, in a store that may be away.</summary>
    bool HasStore { get; }

    /// <summary>Completes when the store answers and holds what a silo needs; creates or upgrades that.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MembershipStoreException">It does not.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Completes when the store answers a read.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MembershipStoreException">It does not.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>The refusal to start with it, naming the setting and what would be right, without secrets.</summary>
    /// <param name="fault">What is wrong.</param>
    PlatformConfigurationException Refuse(string fault);

    /// <summary>Makes a silo a member.</summary>
    /// <param name="silo">The silo.</param>
    ISiloBuilder AddTo(ISiloBuilder silo);

    /// <summary>Makes a client find the silos.</summary>
    /// <param name="client">The client.</param>
    IClientBuilder AddTo(IClientBuilder client);
}
