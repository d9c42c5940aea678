using Microsoft.Extensions.Logging;

namespace Platform.Processing;

/// <summary>
/// Whether this silo reaches Kafka. A silo that has lost it, but not its cluster, can't publish what its entities put out, while others are
/// given their partitions: it gives its entities up, so that the others serve them, and takes no events until it reaches Kafka again. Thread-safe.
/// </summary>
public sealed class KafkaReach
{
    private readonly LocalEntities _entities;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private volatile bool _isLost;

    internal KafkaReach(LocalEntities entities, ILogger<KafkaReach> logger) => (_entities, _logger) = (entities, logger);

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
