using System.Buffers.Binary;

namespace Platform.Processing;

/// <summary>
/// The event ids an entity saw last, in order of arrival. Recognises what comes again at another position: a producer's
/// own duplicates, and our outputs published again after a crash. Owned by one fold.
/// </summary>
/// <remarks>
/// An entry is 20 bytes, little-endian: 16 of <see cref="EventHash"/>, 4 of the record timestamp in seconds since 1970.
/// Both sides of an age are cut to seconds, so an id is kept up to a second longer than the limit, never shorter.
/// </remarks>
internal sealed class RecentIdWindow
{
    private const int EntrySize = 20;
    private const int HashSize = 16;

    private readonly RecentIdLimits _limits;
    private readonly uint _ageSeconds;
    private byte[] _entries;
    private int _start;
    private int _end;
    private uint _newest;

    /// <summary>Opens a packed window.</summary>
    /// <param name="packed">What <see cref="Pack"/> gave; never changed.</param>
    /// <param name="limits">What is kept.</param>
    public RecentIdWindow(byte[] packed, RecentIdLimits limits)
    {
        _limits = limits;
        _ageSeconds = (uint)Math.Ceiling(limits.Age.TotalSeconds);
        _entries = packed;
        _end = packed.Length;
        for (var at = 0; at < _end; at += EntrySize)
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

    /// <summary>Remembers an id, and forgets what the limits no longer keep.</summary>
    /// <param name="hash">Its <see cref="EventHash"/>.</param>
    /// <param name="timestamp">The record's timestamp.</param>
    public void Add(UInt128 hash, DateTimeOffset timestamp)
    {
        var seconds = (uint)Math.Clamp(timestamp.ToUnixTimeSeconds(), 0, uint.MaxValue);
        _newest = Math.Max(_newest, seconds);
        MakeRoom();
        BinaryPrimitives.WriteUInt128LittleEndian(_entries.AsSpan(_end), hash);
        BinaryPrimitives.WriteUInt32LittleEndian(_entries.AsSpan(_end + HashSize), seconds);
        _end += EntrySize;
        Evict();
    }

    /// <summary>The window as it is stored.</summary>
    public byte[] Pack() => _entries.AsSpan(_start, _end - _start).ToArray();

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
            var isOld = _newest - SecondsAt(_start) > _ageSeconds;
            if (!isOld && Count <= _limits.CountMax)
            {
                return;
            }

            ForcedEvictions += isOld || _ageSeconds == 0 ? 0 : 1;
            _start += EntrySize;
        }
    }
}
