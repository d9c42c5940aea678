using System.ComponentModel.DataAnnotations;
using Orleans.Storage;

namespace Platform.Persistence;

/// <summary>The settings of a group-commit grain storage that don't depend on its database.</summary>
public abstract class GroupCommitStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>How many writes, and how many reads, may wait for their turn; a full queue makes the caller wait. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int QueueLengthMax { get; set; } = 10_000;

    /// <summary>How many rows one transaction may carry. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int BatchRowsMax { get; set; } = 1_000;

    /// <summary>How many bytes of states one transaction may carry; a single larger state goes alone. Default 16 MiB.</summary>
    [Range(1, 256 * 1024 * 1024)]
    public int BatchBytesMax { get; set; } = 16 * 1024 * 1024;

    /// <summary>The largest serialized state, in bytes; a larger one is rejected before it is queued. Default 4 MiB.</summary>
    [Range(1, 256 * 1024 * 1024)]
    public int StateBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many times a batch is tried again when the database is busy, full or failing, before its callers hear of it. Default 4.</summary>
    [Range(0, 20)]
    public int RetryCountMax { get; set; } = 4;

    /// <summary>How long the first retry waits; each later one waits twice as long. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest a single retry waits. Default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After how long nothing is tried again, whatever <see cref="RetryCountMax"/> says; an attempt under way may end later. Keep it
    /// and the database's own timeouts below Orleans' response timeout. Default 10 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RetryPeriodMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a silo's start waits for a database that does not answer: a second between two attempts. A wrong password, or a database that does
    /// not exist, is not waited for. Default 1 minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The format this build writes, kept with every row. Raise it together with a change to the states that an older build can't
    /// read: that build then rejects such rows instead of overwriting them. Default 1.
    /// </summary>
    [Range(1, 255)]
    public int StateFormat { get; set; } = 1;

    /// <summary>
    /// Whether clearing a state removes its row. If not (the default), the row stays without a payload and with a new ETag, so that
    /// even a writer who has never seen a row loses against the clear.
    /// </summary>
    public bool DeleteStateOnClear { get; set; }

    /// <summary>
    /// The cluster that the database belongs to, with the silo's service id: the first silo records both in it, and a silo of another
    /// cluster or service does not start. Null (the default): nothing is recorded or compared.
    /// </summary>
    public string? ClusterId { get; set; }

    /// <summary>
    /// The id of a cluster whose database this one takes over: once no silo of it runs any more, and for the same service id. May stay
    /// set. Null (the default): none.
    /// </summary>
    public string? TakeOverFrom { get; set; }

    /// <summary>
    /// The silo's lifecycle stage at which the database is opened and, on the way down, what is queued is flushed. The default,
    /// <see cref="ServiceLifecycleStage.RuntimeStorageServices"/>, is before the first grain and after the last one.
    /// </summary>
    public int InitStage { get; set; } = ServiceLifecycleStage.RuntimeStorageServices;

    /// <summary>
    /// Turns a state into bytes. Default: the <see cref="IGrainStorageSerializer"/> registered under the provider's name, else
    /// Orleans' binary serializer.
    /// </summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
