using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Orleans.Streaming.Kafka;

namespace Platform.Events;

/// <content>Reads single values.</content>
internal ref partial struct JsonFields
{
    private const int StatusLengthMax = 64;

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
}
