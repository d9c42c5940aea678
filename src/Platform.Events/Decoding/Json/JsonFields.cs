using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Platform.Events;

/// <summary>
/// Reads an event's JSON in one pass, without a tree. A value that is not what it should be is noted as the
/// <see cref="Refusal"/> (the first one counts) and passed over whole, so reading always goes on to the end and what is
/// malformed is found wherever it stands. JSON <c>null</c> counts as absent.
/// </summary>
/// <param name="utf8">The text; valid UTF-8.</param>
/// <remarks>Every method may throw <see cref="JsonException"/> where the text is not JSON.</remarks>
internal ref partial struct JsonFields(ReadOnlySpan<byte> utf8)
{
    // An escaped character takes up to six bytes.
    private const int EscapedNameLengthMax = FieldNames.LengthMax * 6;

    private Utf8JsonReader _json = new(utf8);

    // The field now read, where it stood before. Readers of JSON differ on which of the two counts, so whoever guesses
    // has another order than its neighbour. Refused at the next step, for a field passed over is no one's concern.
    private Field _repeated;

    /// <summary>The first thing that was wrong, or null.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Whether the value is <c>null</c>.</summary>
    public readonly bool IsNull => _json.TokenType == JsonTokenType.Null;

    /// <summary>Steps into the text's object.</summary>
    /// <returns>False where the text is other JSON, which has then been read to its end.</returns>
    public bool Open()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        Close();
        return false;
    }

    /// <summary>Reads on to the end of the text and so finds what stands behind the object.</summary>
    public void Close()
    {
        while (_json.Read())
        {
        }
    }

    /// <summary>Steps to the value of the object's next field.</summary>
    /// <param name="seen">The fields the object had so far.</param>
    /// <param name="field">The field, or <see cref="Field.Unknown"/>.</param>
    /// <returns>False at the object's end.</returns>
    public bool Next(ref FieldSet seen, out Field field)
    {
        RefuseRepeated();
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            field = Field.Unknown;
            return false;
        }

        field = _json.ValueIsEscaped ? FieldOfEscaped() : FieldNames.FieldOf(_json.ValueSpan);
        _json.Read();
        _repeated = field != Field.Unknown && !seen.Add(field) ? field : Field.Unknown;
        return true;
    }

    /// <summary>Passes over the value of a field that means nothing here; it may stand twice.</summary>
    public void Skip()
    {
        _repeated = Field.Unknown;
        _json.Skip();
    }

    /// <summary>Steps into the object that is the value. Anything else is refused and passed over.</summary>
    public bool OpenObject(Field field) => OpenNested(field, JsonTokenType.StartObject, "must be a JSON object");

    /// <summary>Steps into the list that is the value. Anything else is refused and passed over.</summary>
    public bool OpenList(Field field) => OpenNested(field, JsonTokenType.StartArray, "must be a list");

    /// <summary>Steps into the list's next object. What is no object is refused and passed over.</summary>
    /// <returns>False at the list's end.</returns>
    public bool NextObject(Field list)
    {
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (OpenNested(list, JsonTokenType.StartObject, "must hold JSON objects only"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Steps into the object that is the value. Anything else is passed over.</summary>
    public bool OpenObjectIfAny()
    {
        if (_json.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        Skip();
        return false;
    }

    /// <summary>Notes a required field that is not there.</summary>
    /// <returns>Whether it is there.</returns>
    public bool Require<T>([NotNullWhen(true)] T? value, Field field, string errorType = DecodeErrors.BadField)
    {
        if (value is null)
        {
            Refuse(errorType, field, "is missing");
        }

        return value is not null;
    }

    /// <summary>Notes what is wrong with a field.</summary>
    public void Refuse(string errorType, Field field, string error) =>
        Refusal ??= new Refusal(errorType, $"{FieldNames.NameOf(field)} {error}.");

    private void RefuseRepeated()
    {
        if (_repeated != Field.Unknown)
        {
            Refuse(DecodeErrors.BadField, _repeated, "stands twice");
            _repeated = Field.Unknown;
        }
    }

    private void RefuseKind(string errorType, Field field, string error)
    {
        _json.Skip();
        Refuse(errorType, field, error);
    }

    private bool OpenNested(Field field, JsonTokenType start, string error)
    {
        if (_json.TokenType == start)
        {
            return true;
        }

        RefuseKind(DecodeErrors.BadField, field, error);
        return false;
    }

    private readonly Field FieldOfEscaped()
    {
        if (_json.ValueSpan.Length > EscapedNameLengthMax || !TryString(out var name))
        {
            return Field.Unknown;
        }

        return FieldNames.FieldOf(Encoding.UTF8.GetBytes(name));
    }
}
