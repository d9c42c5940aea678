using Microsoft.Extensions.Logging;
using Orleans.Runtime.Placement;

namespace Platform.Processing;

/// <summary>
/// Whether this silo reaches Kafka. A silo that has lost it, but not its cluster, can't publish what its entities put out, while others are
/// given their partitions: it gives its entities up, so that the others serve them, and takes no events until it reaches Kafka again. Thread-safe.
/// </summary>
public sealed class KafkaReach
{
    private readonly LocalEntities _entities;
    private readonly IClusterMembershipService _membership;
    private readonly ILocalSiloDetails _self;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private volatile bool _isLost;

    internal KafkaReach(LocalEntities entities, IClusterMembershipService membership, ILocalSiloDetails self, ILogger<KafkaReach> logger) =>
        (_entities, _membership, _self, _logger) = (entities, membership, self, logger);

    /// <summary>Whether Kafka counts as lost.</summary>
    public bool IsLost => _isLost;

    /// <summary>Kafka has not answered for long enough. Entities that are in this silo's memory leave it; what is stored of them is not lost.</summary>
    /// <param name="age">For how long.</param>
    public void Lose(TimeSpan age)
    {
        lock (_gate)
        {
            if (_isLost)
            {
                return;
            }

            _isLost = true;
        }

        _logger.KafkaLost(age, _entities.GiveUpAll());
    }

    /// <summary>Moves an activation to one of the other silos: by itself its grain's placement may choose this one again and again.</summary>
    /// <param name="activation">The activation.</param>
    internal void MoveAway(IGrainContext activation)
    {
        SiloAddress[] others = [.. from member in _membership.CurrentSnapshot.Members.Values where member.Status == SiloStatus.Active && !member.SiloAddress.Equals(_self.SiloAddress) select member.SiloAddress];
        if (others.Length == 0)
        {
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The silo does not reach Kafka."));
            return;
        }

        Random.Shared.Shuffle(others);
        activation.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = others[0] });
    }

    /// <summary>Kafka answers.</summary>
    public void Find()
    {
        lock (_gate)
        {
            if (!_isLost)
            {
                return;
            }

            _isLost = false;
        }

        _logger.KafkaFound();
    }
}
