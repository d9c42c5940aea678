using System.Text;

namespace Orleans.Streaming.Kafka;

/// <summary>What may be an entity's id: valid UTF-8 of 1–512 bytes, not blank, no control characters. Pure.</summary>
internal static class EntityName
{
    private const int BytesMax = 512;

    /// <summary>Null for a valid id, else what is wrong with it.</summary>
    public static string? Check(string? id)
    {
        if (string.IsNullOrWhiteSpace(id))
        {
            return "the entity's id is missing or blank";
        }

        foreach (var c in id)
        {
            if (char.IsControl(c))
            {
                return $"the entity's id contains the control character U+{(int)c:X4}";
            }
        }

        // The strict encoding counts no unpaired surrogate.
        if (!IsWellFormed(id))
        {
            return "the entity's id is not valid UTF-8";
        }

        var bytes = Encoding.UTF8.GetByteCount(id);
        return bytes > BytesMax ? $"the entity's id has {bytes} bytes, more than {BytesMax}" : null;
    }

    private static bool IsWellFormed(string id)
    {
        for (var i = 0; i < id.Length; i++)
        {
            if (!char.IsSurrogate(id[i]))
            {
                continue;
            }

            if (i + 1 >= id.Length || !char.IsSurrogatePair(id[i], id[i + 1]))
            {
                return false;
            }

            i++;
        }

        return true;
    }
}
