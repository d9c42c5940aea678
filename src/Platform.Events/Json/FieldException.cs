using System.Text.Json;

namespace Platform.Events;

/// <summary>A converter's verdict on a field; the serializer adds where the field is.</summary>
internal sealed class FieldException(string errorType, string fault) : JsonException(fault)
{
    /// <summary>One of <see cref="DecodeErrors"/>.</summary>
    public string ErrorType => errorType;
}
