using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Reads a parked record again when it is redriven: with the code of today, which may read what the code of its arrival
/// could not. Pure.
/// </summary>
/// <param name="record">The record.</param>
/// <returns>The event, or why it still is none.</returns>
public delegate DecodedEvent ParkedRecordReader(ParkedRecord record);
