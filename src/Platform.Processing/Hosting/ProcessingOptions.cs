using System.ComponentModel.DataAnnotations;
using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>The limits of event processing, for all entities.</summary>
public sealed class ProcessingOptions
{
    /// <summary>
    /// How many entities may be in a silo's memory: with one more, the one that was not used for longest goes, never one that is
    /// busy, and is read again when its next event comes. An entity with an activation takes about 5 KB beyond its state, one without less.
    /// Default 50,000, 100–100,000,000.
    /// </summary>
    [Range(100, 100_000_000)]
    public int ActiveEntitiesMax { get; set; } = 50_000;

    /// <summary>
    /// The time within which a record can be published again, in record timestamps. An event id is remembered for twice as long, measured
    /// against the oldest of the entity's last <see cref="RecentIdCount"/> records; an event that is not younger than a forgotten id by more than
    /// this may be a repeat, and fails as <c>may-be-a-repeat</c>. 0: ids are remembered by their count alone, and nothing fails. Default 10 minutes, 0–1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RecentIdAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>So many event ids are remembered whatever their age. Default 64, 0–65,536; 20 bytes each.</summary>
    [Range(0, 65_536)]
    public int RecentIdCount { get; set; } = 64;

    /// <summary>
    /// Never more than so many event ids are remembered; at it the oldest is forgotten before its time, which is counted.
    /// Default 4,096, from <see cref="RecentIdCount"/> to 65,536.
    /// </summary>
    [Range(1, 65_536)]
    public int RecentIdCountMax { get; set; } = 4_096;

    /// <summary>How many events may be deferred in one entity; with one more the entity is quarantined. A redrive allows ten times as many: the event that they need may be parked behind them. Default 100, 0–10,000.</summary>
    [Range(0, 10_000)]
    public int DeferredCountMax { get; set; } = 100;

    /// <summary>
    /// How many bytes the deferred events of one entity may have together: they are part of its state. One that does not fit
    /// quarantines the entity as one too many does. Default 1 MiB, 0–64 MiB.
    /// </summary>
    [Range(0, 64 << 20)]
    public int DeferredBytesMax { get; set; } = 1 << 20;

    /// <summary>
    /// The largest packed state, in bytes: an event that would make it larger fails as <c>state-too-large</c>. Below the
    /// storage's own limit (4 MiB) by what partition positions and a quarantine may add. Default 3.5 MiB, 1 KiB–256 MiB.
    /// </summary>
    [Range(1 << 10, 256 << 20)]
    public int StateBytesMax { get; set; } = 7 << 19;

    /// <summary>
    /// The largest output, in bytes of its record's key, value and headers: an event that puts out a larger one fails as
    /// <c>output-too-large</c>. Below the producer's and the topics' limit (1 MiB). Default 1,000,000, 1,000–1,000,000,000.
    /// </summary>
    [Range(1_000, 1_000_000_000)]
    public int OutputBytesMax { get; set; } = 1_000_000;

    /// <summary>
    /// How long an event may be deferred before its entity is quarantined, in a time that runs only while the group has no lag
    /// in the awaited topics. Default 10 minutes, 1 second–30 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan DeferredAgeMax { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How often a silo looks how far awaited topics are read, and for entities in which an event is deferred for too long. A
    /// record that was in a topic for so long and is not finished is lag. Default 30 seconds, 1 second–1 hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DeferralCheckInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many rejected events of one entity may be without proof that their dead letters are stored; at it deliveries are
    /// deferred until the group has committed. Default 100, 1–10,000.
    /// </summary>
    [Range(1, 10_000)]
    public int RejectionCountMax { get; set; } = 100;

    /// <summary>
    /// How long one delivery may take before the grain defers the rest of it; below Orleans' response timeout (30 seconds). Default
    /// 20 seconds, 1–25 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:25")]
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long an entity's row waits for more of its events where those it has are late: ten times as old as this, or older, as in a catch-up. An entity
    /// whose events follow one another within it is one row and not several. Zero: no row waits. Default 1 second, 0–2 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:02")]
    public TimeSpan LateWriteDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After so many attempts in a row an event whose action or asynchronous rules fail for a reason nobody classified has
    /// failed for good. Transient failures are tried again for as long as it takes. Default 5, 1–1,000.
    /// </summary>
    [Range(1, 1_000)]
    public int UnclassifiedAttemptsMax { get; set; } = 5;

    /// <summary>Judges what actions and asynchronous rules throw. Default <see cref="FailureClassifier.Classify"/>.</summary>
    public Func<Exception, FailureKind> ClassifyFailure { get; set; } = new FailureClassifier().Classify;

    /// <summary>How many parked events one step of a redrive applies: they are one write. Default 50, 1–1,000.</summary>
    [Range(1, 1_000)]
    public int RedriveStepCount { get; set; } = 50;

    /// <summary>How many entities a bulk redrive (<see cref="IBulkRedrive"/>) keeps under way at once, in all silos together; it begins the next ones as these end. Default 256, 1–1,000.</summary>
    [Range(1, 1_000)]
    public int RedrivesAtOnceMax { get; set; } = 256;

    /// <summary>How often a silo looks for redrives whose silo went away. Default 10 seconds, 1 second–1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RedriveCheckInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What becomes of a topic's events that fail for good, by the topic's name, where their grain does not say. Default: empty; a topic
    /// that is not named here quarantines.
    /// </summary>
    public IDictionary<string, FailurePolicy> FailedEvents { get; } = new Dictionary<string, FailurePolicy>(StringComparer.Ordinal);

    /// <summary>
    /// Texts that most states hold, such as topics and event types: each takes one byte there. Their places are part of the stored form:
    /// add at the end, never change or remove one, and have the same on every silo. At most 64. Default: none.
    /// </summary>
    public IList<string> KnownTexts { get; } = [];

    /// <summary>
    /// The format of the states that this build writes, kept with every row. Raise it with any change that an older build would lose by writing
    /// the state back, or can't read: a new field of a state, a new text in <see cref="KnownTexts"/>. Such a build then rejects the row instead. Default 1, 1–255.
    /// </summary>
    [Range(1, 255)]
    public int StateFormat { get; set; } = 1;

    internal RecentIdLimits RecentIds => new(RecentIdCount, RecentIdCountMax, RecentIdAge);
}
