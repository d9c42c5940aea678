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
internal ref struct JsonFields(ReadOnlySpan<byte> utf8)
{
    private const int StatusLengthMax = 64;

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

    /// <summary>An entity's id; a number is taken as its text.</summary>
    public string? Id(Field field)
    {
        var id = IdText(field);
        if (id is not null && EntityId.Check(id) is { } error)
        {
            Refuse(DecodeErrors.BadId, field, error);
            return null;
        }

        return id;
    }

    /// <summary>An event's or a correlation id; a number is taken as its text. A blank one and the nil UUID count as absent.</summary>
    public string? EventId(Field field)
    {
        var id = IdText(field);
        if (id?.Length > EventIdText.LengthMax)
        {
            Refuse(DecodeErrors.BadId, field, EventIdText.TooLong);
            return null;
        }

        return EventIdText.OrNull(id);
    }

    /// <summary>Any text.</summary>
    public string? Text(Field field)
    {
        if (_json.TokenType == JsonTokenType.String)
        {
            if (TryString(out var text))
            {
                return text;
            }

            Refuse(DecodeErrors.BadField, field, "has half a surrogate pair");
        }
        else if (_json.TokenType != JsonTokenType.Null)
        {
            RefuseKind(DecodeErrors.BadField, field, "must be a text");
        }

        return null;
    }

    /// <summary>A text or a number's text; null where it is blank.</summary>
    /// <param name="field">The field.</param>
    /// <param name="usual">What is mostly there, and then read without making a new string.</param>
    /// <param name="usualText">The same as text.</param>
    public string? TextOrNumber(Field field, ReadOnlySpan<byte> usual, string usualText)
    {
        if (_json.TokenType == JsonTokenType.String && _json.ValueSpan.SequenceEqual(usual))
        {
            return usualText;
        }

        var text = _json.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(_json.ValueSpan) : Text(field);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>A text where there is one; anything else is passed over.</summary>
    public string? TextIfAny()
    {
        if (_json.TokenType == JsonTokenType.String && TryString(out var text))
        {
            return text;
        }

        Skip();
        return null;
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

    /// <summary>A status, in lower case.</summary>
    public string? Status(Field field)
    {
        if (_json.TokenType == JsonTokenType.String && !_json.ValueIsEscaped && StatusNames.Find(_json.ValueSpan) is { } known)
        {
            return known;
        }

        var text = Text(field);
        if (text is not null && (text.Length > StatusLengthMax || string.IsNullOrWhiteSpace(text)))
        {
            Refuse(DecodeErrors.BadField, field, "must have 1 to 64 characters and not be blank");
            return null;
        }

        return text?.ToLowerInvariant();
    }

    /// <summary>An exact decimal, as a number or as a text.</summary>
    public decimal? Amount(Field field)
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (_json.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            RefuseKind(DecodeErrors.BadAmount, field, "must be a number, or a number as text");
            return null;
        }

        if (TryBytes(out var text) && Money.TryParse(text, out var amount))
        {
            return amount;
        }

        Refuse(DecodeErrors.BadAmount, field, "must be a number of at most 28 digits, at most 10 of them decimals");
        return null;
    }

    /// <summary>An RFC 3339 time, as UTC.</summary>
    public DateTimeOffset? Time(Field field)
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (_json.TokenType == JsonTokenType.String && TryBytes(out var text) && Rfc3339.TryParse(text, out var time))
        {
            return time;
        }

        RefuseKind(DecodeErrors.BadField, field, "must be an RFC 3339 time with an offset, for example 2026-01-31T12:00:00Z");
        return null;
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

    private string? IdText(Field field)
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(_json.ValueSpan);
            case JsonTokenType.String when TryString(out var text):
                return text;
            default:
                RefuseKind(DecodeErrors.BadId, field, "must be a text without half surrogate pairs, or a number");
                return null;
        }
    }

    private readonly bool TryBytes(out ReadOnlySpan<byte> text)
    {
        text = _json.ValueSpan;
        if (!_json.ValueIsEscaped)
        {
            return true;
        }

        var read = TryString(out var unescaped);
        text = Encoding.UTF8.GetBytes(unescaped ?? "");
        return read;
    }

    private readonly bool TryString([NotNullWhen(true)] out string? text)
    {
        if (!_json.ValueIsEscaped)
        {
            text = Encoding.UTF8.GetString(_json.ValueSpan);
            return true;
        }

        try
        {
            text = _json.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // JSON's grammar allows an escaped half of a surrogate pair, but no Unicode text holds one.
            text = null;
            return false;
        }
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
