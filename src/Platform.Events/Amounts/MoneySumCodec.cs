using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Platform.Events;

/// <summary>
/// Stores a sum as the decimal that it nearly always is, byte for byte, so that a field which was a decimal may become a sum; else as its number
/// of decimals and its units, a two's complement number, lowest byte first. A build that knows the field as a decimal fails to read that. Thread-safe.
/// </summary>
[RegisterSerializer, RegisterCopier]
internal sealed class MoneySumCodec : IFieldCodec<MoneySum>, IDeepCopier<MoneySum>
{
    private const int DecimalLength = 16;

    /// <inheritdoc/>
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, MoneySum value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (expectedType == typeof(MoneySum) && value.ToDecimal() is { } amount)
        {
            DecimalCodec.WriteField(ref writer, fieldIdDelta, amount);
            return;
        }

        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType!, typeof(MoneySum), WireType.LengthPrefixed);
        var bytes = new byte[Math.Max(DecimalLength, value.Units.GetByteCount()) + 1];
        bytes.AsSpan().Fill(value.Units.Sign < 0 ? byte.MaxValue : byte.MinValue);
        bytes[0] = (byte)value.Scale;
        value.Units.TryWriteBytes(bytes.AsSpan(1), out _);
        writer.WriteVarUInt32((uint)bytes.Length);
        writer.Write(bytes);
    }

    /// <inheritdoc/>
    public MoneySum ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        field.EnsureWireType(WireType.LengthPrefixed);
        ReferenceCodec.MarkValueField(reader.Session);
        var bytes = reader.ReadBytes(reader.ReadVarUInt32());
        return bytes.Length == DecimalLength ? MoneySum.OfExact(ToDecimal(bytes)) : MoneySum.FromUnits(new BigInteger(bytes.AsSpan(1)), bytes[0]);
    }

    /// <inheritdoc/>
    public MoneySum DeepCopy(MoneySum input, CopyContext context) => input;

    // As it is in memory: flags, high, low.
    private static decimal ToDecimal(ReadOnlySpan<byte> bytes) => new(
    [
        BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes),
    ]);
}
