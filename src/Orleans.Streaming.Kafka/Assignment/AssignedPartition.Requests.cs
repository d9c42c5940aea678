namespace Orleans.Streaming.Kafka;

/// <content>What the application requests of it: to pause, to go on, to be read from elsewhere.</content>
internal sealed partial class AssignedPartition
{
    private volatile bool _isPauseRequested;
    private PartitionSeek? _seek;

    /// <summary>Whether the application paused it: nothing is read, and no delivery to a grain begins.</summary>
    public bool IsPauseRequested => _isPauseRequested;

    /// <summary>Where the application wants it to be read, or null.</summary>
    public PartitionSeek? Seek => Volatile.Read(ref _seek);

    /// <summary>Whether nothing of it is to be read for the application's sake.</summary>
    public bool IsHeldByRequest => _isPauseRequested || Seek is not null;

    /// <summary>Whether the consumer was paused for such a request. Owned by the consume thread.</summary>
    public bool IsPausedForRequest { get; set; }

    /// <summary>
    /// The application pauses it: the consume thread stops reading, and no delivery to a grain by key begins. Completes when none is in flight. Of
    /// streams, subscribers go on with what was read.
    /// </summary>
    public Task PauseAsync()
    {
        lock (_opening)
        {
            _isPauseRequested = true;
            if (_source is null)
            {
                return Task.CompletedTask;
            }

            SetOpen(false);
        }

        return _delivery.StopAsync();
    }

    /// <summary>The application has it go on.</summary>
    /// <returns>Whether it was paused.</returns>
    public bool Unpause()
    {
        lock (_opening)
        {
            if (!_isPauseRequested)
            {
                return false;
            }

            _isPauseRequested = false;
            if (_source is not null && !_isLeaving && Volatile.Read(ref _withoutAgentSince) == 0)
            {
                _delivery.Start();
                SetOpen(true);
            }

            return true;
        }
    }

    /// <summary>The application wants it read from an offset.</summary>
    /// <returns>The request; null where there is one already.</returns>
    public PartitionSeek? TryRequestSeek(long offset)
    {
        var seek = new PartitionSeek(offset, _ended.Token);
        return Interlocked.CompareExchange(ref _seek, seek, null) is null ? seek : null;
    }

    /// <summary>The request is done, or nobody waits for it any more.</summary>
    public void EndSeek() => Volatile.Write(ref _seek, null);

    /// <summary>Takes over what the application requested of the assignment before it, which this one continues. Called by the consume thread.</summary>
    public void Continue(AssignedPartition old)
    {
        (_isPauseRequested, IsPausedForRequest) = (old._isPauseRequested, old.IsPausedForRequest);
    }
}
