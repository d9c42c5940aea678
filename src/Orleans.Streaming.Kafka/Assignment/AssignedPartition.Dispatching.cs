using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <content>Its side towards the pulling agent and the group's order of dispatch.</content>
internal sealed partial class AssignedPartition
{
    /// <summary>Lets deliveries start: an agent runs for the partition. Does nothing once it is handed over.</summary>
    public void StartDelivery()
    {
        lock (_opening)
        {
            if (!_isLeaving)
            {
                Volatile.Write(ref _withoutAgentSince, 0);
                if (_isPauseRequested && _source is not null)
                {
                    return;
                }

                _delivery.Start();
                SetOpen(true);
            }
        }
    }

    /// <summary>Lets no further delivery start; completes when none is in flight.</summary>
    public Task StopDeliveryAsync()
    {
        Volatile.Write(ref _withoutAgentSince, Now());
        SetOpen(false);
        return _delivery.StopAsync();
    }

    /// <summary>The partition is handed over: as <see cref="StopDeliveryAsync"/>, and whatever agent comes late starts nothing any more.</summary>
    public Task LeaveAsync()
    {
        lock (_opening)
        {
            _isLeaving = true;
        }

        var leaving = StopDeliveryAsync();
        Volatile.Write(ref _leaving, leaving);
        return leaving;
    }

    /// <summary>
    /// Waits; records of a stream that come meanwhile are handed on, for the agent to take. Those that go to grains by key are dispatched
    /// in the order of the group, without the agent. Called by the partition's receiver, one call at a time.
    /// </summary>
    public async Task PumpAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (_source is not null || _cannotDispatch)
        {
            await Task.Delay(wait, _services.Time, cancellationToken);
            return;
        }

        try
        {
            await _buffer.WaitAsync().WaitAsync(wait, _services.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return;
        }

        var records = _buffer.TakeAll();
        while (records.TryDequeue(out var record))
        {
            _run.Add(record);
        }

        DispatchTaken();
    }

    private void SetOpen(bool isOpen)
    {
        if (_source is not null)
        {
            _services.Dispatcher.SetOpen(_source, isOpen && !_cannotDispatch);
        }
    }

    // As many records are sorted by entity before the first is called: more fit into one call, and those that wait for it wait a millisecond.
    private int Dispatch(DispatchRun run)
    {
        _buffer.Take(run, _run);
        return DispatchTaken();
    }

    private int DispatchTaken()
    {
        try
        {
            var partitions = _services.PartitionsOf(Topic);
            foreach (var pending in _run)
            {
                _placement.Look(pending.Record, partitions);
                _delivery.Dispatch(pending);
            }

            _delivery.Flush();
            _placement.Report();
            return _run.Count;
        }
        catch (Exception e)
        {
            // Nothing of the partition may pass what was not dispatched.
            _cannotDispatch = true;
            Halt($"its records can't be dispatched: {e.GetType().Name}: {e.Message}");
            LogDispatchFailed(Topic, Partition, e);
            SetOpen(false);
            return 0;
        }
        finally
        {
            _run.Clear();
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Topic}[{Partition}] stopped: its records can't be dispatched. It is read again when it is assigned again.")]
    private partial void LogDispatchFailed(string topic, int partition, Exception error);
}
