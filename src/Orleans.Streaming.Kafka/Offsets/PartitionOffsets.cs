namespace Orleans.Streaming.Kafka;

/// <summary>
/// Which records of one partition are finished, and so what may be committed. Pure bookkeeping: no clock, no I/O. Owned by
/// its partition's lock.
/// </summary>
/// <remarks>Offsets begin in ascending order, with gaps where the log has them (compaction, transaction markers).</remarks>
internal sealed class PartitionOffsets(long start, int startEpoch = -1)
{
    private const int CapacityMin = 64;

    // What an idle partition may keep.
    private const int IdleCapacityMax = 4_096;

    private Entry[] _ring = new Entry[CapacityMin];
    private long _firstTicket;
    private long _nextTicket;

    /// <summary>The next offset to read: one above the last that began.</summary>
    public long Next { get; private set; } = start;

    /// <summary>How many records began and are not below <see cref="Committable"/>.</summary>
    public long Open => _nextTicket - _firstTicket;

    /// <summary>For how many offsets there is room beyond what an idle partition has: what it costs in memory.</summary>
    public long Grown => _ring.Length - CapacityMin;

    /// <summary>What may be committed: the lowest offset that is not finished, or the next to read when all are.</summary>
    public long Committable => Open > 0 ? At(_firstTicket).Offset : Next;

    /// <summary>The leader epoch of the last record below <see cref="Committable"/>; -1 where unknown.</summary>
    public int CommittableEpoch { get; private set; } = startEpoch;

    /// <summary>A record was read; the ticket finishes it.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="epoch">Its leader epoch; -1 where unknown.</param>
    public long Begin(long offset, int epoch = -1)
    {
        if (offset < Next)
        {
            throw new InvalidOperationException($"Offset {offset} was read after {Next - 1}.");
        }

        if (Open == _ring.Length)
        {
            Grow();
        }

        var ticket = _nextTicket++;
        At(ticket) = new Entry(offset, epoch, false);
        Next = offset + 1;
        return ticket;
    }

    /// <summary>Nothing below this offset is still to come: what lies between it and the last record is no record of ours.</summary>
    public void SkipTo(long offset) => Next = Math.Max(Next, offset);

    /// <summary>The record of this ticket is durable in its effects.</summary>
    public void Finish(long ticket)
    {
        if (ticket < _firstTicket || ticket >= _nextTicket || At(ticket).Finished)
        {
            throw new InvalidOperationException($"Ticket {ticket} finished twice, or never began.");
        }

        At(ticket) = At(ticket) with { Finished = true };
        while (Open > 0 && At(_firstTicket).Finished)
        {
            CommittableEpoch = At(_firstTicket).Epoch;
            _firstTicket++;
        }

        // What grew above a record that hung is given back once nothing is open, which costs no copying.
        if (Open == 0 && _ring.Length > IdleCapacityMax)
        {
            _ring = new Entry[CapacityMin];
        }
    }

    private ref Entry At(long ticket) => ref _ring[ticket & (_ring.Length - 1)];

    private void Grow()
    {
        var larger = new Entry[_ring.Length * 2];
        for (var ticket = _firstTicket; ticket < _nextTicket; ticket++)
        {
            larger[ticket & (larger.Length - 1)] = At(ticket);
        }

        _ring = larger;
    }

    private readonly record struct Entry(long Offset, int Epoch, bool Finished);
}
