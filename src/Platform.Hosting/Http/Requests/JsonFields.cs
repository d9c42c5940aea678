using System.Text;
using System.Text.Json;
using Platform.Events;

namespace Platform.Hosting;

/// <summary>
/// Reads the fields of a JSON object and notes what is wrong with each under its path, for example <c>items[2].price</c>.
/// A field that is null counts as absent. Fields that nobody reads are ignored.
/// </summary>
/// <param name="json">The object.</param>
/// <param name="path">The object's own path; empty for the body.</param>
/// <param name="errors">Where errors are noted.</param>
public sealed class JsonFields(JsonElement json, string path, FieldErrors errors)
{
    /// <summary>Whether anything of the request was found wrong so far.</summary>
    public bool AnyWrong => errors.Any;

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>An entity id, from a string or from a number's own text; null when absent or wrong.</summary>
    public string? Id(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (TextOf(value, orNumber: true) is not { } id)
        {
            Wrong(name, "must be a string of valid Unicode, or a number.");
            return null;
        }

        if (IdRules.Problem(id) is { } problem)
        {
            Wrong(name, problem);
            return null;
        }

        return id;
    }

    /// <summary>A text; null when absent or wrong.</summary>
    public string? Text(string name, int lengthMax)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        var text = TextOf(value, orNumber: false);
        if (text is null || text.Length > lengthMax)
        {
            Wrong(name, $"must be a string of valid Unicode, at most {lengthMax} characters.");
            return null;
        }

        return text;
    }

    /// <summary>An exact decimal of at least zero, from a number's own text or from a string; null when absent or wrong.</summary>
    public decimal? Number(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (TextOf(value, orNumber: true) is not { } text || !Money.TryParse(Encoding.UTF8.GetBytes(text), out var number))
        {
            Wrong(name, $"must be a number, or a number as a string, of at most {Money.DigitsMax} digits, at most {Money.ScaleMax} of them decimals.");
            return null;
        }

        if (number < 0)
        {
            Wrong(name, "must not be negative.");
            return null;
        }

        return number;
    }

    /// <summary>
    /// The objects of an array; null when absent, no array, or one that is too long. What is no object is noted and left out, and what
    /// follows once there are more errors than an answer names is not looked at.
    /// </summary>
    /// <param name="name">The field's name.</param>
    /// <param name="countMax">The most elements.</param>
    public IEnumerable<JsonFields>? Objects(string name, int countMax)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Wrong(name, "must be an array of objects.");
            return null;
        }

        if (value.GetArrayLength() > countMax)
        {
            Wrong(name, $"must hold at most {countMax} objects; it holds {value.GetArrayLength()}.");
            return null;
        }

        return value.EnumerateArray().TakeWhile(_ => !errors.IsFull).Select((element, i) => ObjectAt($"{PathOf(name)}[{i}]", element)).OfType<JsonFields>();
    }

    /// <summary>Notes a field that is not there.</summary>
    public void Require(string name)
    {
        if (!Has(name))
        {
            Wrong(name, "is required.");
        }
    }

    /// <summary>Notes what is wrong with a field.</summary>
    public void Wrong(string name, string error) => errors.Add(PathOf(name), error);

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private JsonElement? Find(string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonFields? ObjectAt(string elementPath, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return new JsonFields(element, elementPath, errors);
        }

        errors.Add(elementPath, "must be an object.");
        return null;
    }

    private static string? TextOf(JsonElement value, bool orNumber) => value.ValueKind switch
    {
        JsonValueKind.String => StringOf(value),
        JsonValueKind.Number when orNumber => value.GetRawText(),
        _ => null,
    };

    // JSON's grammar allows an escaped half of a surrogate pair, but no text holds one.
    private static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
