using System.Buffers.Binary;

namespace Platform.Processing;

/// <summary>
/// The event ids an entity saw last, in order of arrival. Recognises what comes again at another position: a producer's
/// own duplicates, and our outputs published again after a crash. Owned by one fold.
/// </summary>
/// <remarks>
/// An entry is 20 bytes, little-endian: 16 of <see cref="EventHash"/>, 4 of the record timestamp in seconds since 1970. Where ids
/// were forgotten, the first entry has the hash 0 and the time up to which they were. Both sides of an age are cut to seconds, so
/// an id is kept up to a second longer than the limit, never shorter.
/// </remarks>
internal sealed class RecentIdWindow
{
    private const int EntrySize = 20;
    private const int HashSize = 16;

    // Of fewer arrivals one clock that is wrong could be all.
    private const int ArrivalsMin = 16;

    private readonly RecentIdLimits _limits;
    private readonly long _age;
    private byte[] _entries;
    private int _start;
    private int _end;
    private uint _newest;
    private uint _forgotten;

    /// <summary>Opens a packed window.</summary>
    /// <param name="packed">What <see cref="Pack"/> gave; never changed.</param>
    /// <param name="limits">What is kept.</param>
    public RecentIdWindow(byte[] packed, RecentIdLimits limits)
    {
        _limits = limits;
        _age = (long)Math.Ceiling(limits.Age.TotalSeconds);
        _entries = packed;
        _end = packed.Length;
        if (_end > 0 && BinaryPrimitives.ReadUInt128LittleEndian(packed) == UInt128.Zero)
        {
            _forgotten = SecondsAt(0);
            _start = EntrySize;
        }

        for (var at = _start; at < _end; at += EntrySize)
        {
            _newest = Math.Max(_newest, SecondsAt(at));
        }
    }

    /// <summary>How many ids were forgotten although they were younger than the limit.</summary>
    public int ForcedEvictions { get; private set; }

    private int Count => (_end - _start) / EntrySize;

    /// <summary>Whether the id is in the window.</summary>
    /// <param name="hash">Its <see cref="EventHash"/>.</param>
    public bool Contains(UInt128 hash)
    {
        var low = (ulong)hash;
        for (var at = _start; at < _end; at += EntrySize)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(_entries.AsSpan(at)) == low
                && BinaryPrimitives.ReadUInt128LittleEndian(_entries.AsSpan(at, HashSize)) == hash)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether an id that is not in the window may be one that was forgotten: its record is at most the age younger than one that was.
    /// Never for a record that comes within the age of those that came last, whatever was forgotten.
    /// </summary>
    /// <param name="timestamp">The record's timestamp.</param>
    public bool MayHaveForgotten(DateTimeOffset timestamp) => _forgotten > 0 && SecondsOf(timestamp) <= _forgotten + _age;

    /// <summary>Remembers an id, and forgets what the limits no longer keep.</summary>
    /// <param name="hash">Its <see cref="EventHash"/>.</param>
    /// <param name="timestamp">The record's timestamp.</param>
    public void Add(UInt128 hash, DateTimeOffset timestamp)
    {
        var seconds = SecondsOf(timestamp);
        _newest = Math.Max(_newest, seconds);
        MakeRoom();
        Write(_entries.AsSpan(_end), hash, seconds);
        _end += EntrySize;
        Evict();
    }

    /// <summary>The window as it is stored.</summary>
    public byte[] Pack()
    {
        var entries = _entries.AsSpan(_start, _end - _start);
        if (_forgotten == 0)
        {
            return entries.ToArray();
        }

        var packed = new byte[EntrySize + entries.Length];
        Write(packed, UInt128.Zero, _forgotten);
        entries.CopyTo(packed.AsSpan(EntrySize));
        return packed;
    }

    private static uint SecondsOf(DateTimeOffset timestamp) => (uint)Math.Clamp(timestamp.ToUnixTimeSeconds(), 0, uint.MaxValue);

    private static void Write(Span<byte> entry, UInt128 hash, uint seconds)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(entry, hash);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[HashSize..], seconds);
    }

    private uint SecondsAt(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_entries.AsSpan(at + HashSize));

    // The first Add always copies: the array that came in belongs to the durable state.
    private void MakeRoom()
    {
        if (_end + EntrySize <= _entries.Length)
        {
            return;
        }

        var kept = _end - _start;
        var larger = new byte[Math.Max(4 * EntrySize, kept * 2)];
        _entries.AsSpan(_start, kept).CopyTo(larger);
        (_entries, _start, _end) = (larger, 0, kept);
    }

    private void Evict()
    {
        while (Count > _limits.Count)
        {
            var seconds = SecondsAt(_start);
            var isOld = IsOld(seconds);
            if (!isOld && Count <= _limits.CountMax)
            {
                return;
            }

            ForcedEvictions += isOld || _age == 0 ? 0 : 1;
            Forget(seconds, isOld);
            _start += EntrySize;
        }
    }

    // Twice the age: a copy may be as much younger than its original as the age, and come as late.
    private bool IsOld(uint seconds) => _newest > seconds + (2 * _age) && OldestOfLast() > seconds + (2 * _age);

    // By what the last arrivals have in common, and not by the newest of them: no single clock moves it.
    private uint OldestOfLast()
    {
        var oldest = uint.MaxValue;
        var first = Math.Max(_start, _end - (Math.Max(_limits.Count, ArrivalsMin) * EntrySize));
        for (var at = first; at < _end; at += EntrySize)
        {
            oldest = Math.Min(oldest, SecondsAt(at));
        }

        return oldest;
    }

    // An id that had to go early makes only what comes late uncertain, or an entity with very many events would stop.
    private void Forget(uint seconds, bool isOld)
    {
        if (_age > 0)
        {
            var through = isOld ? seconds : Math.Min(seconds, OldestOfLast()) - (2 * _age);
            _forgotten = (uint)Math.Max(_forgotten, through);
        }
    }
}
