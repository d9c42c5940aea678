using System.Diagnostics.CodeAnalysis;
using Platform.Events.Users;

namespace Platform.Events;

/// <summary>Reads <c>user.registered</c> and <c>user.updated</c>, which have the same fields.</summary>
internal static class UserProfileReader
{
    public static EventPayload? ReadRegistered(ref JsonFields json, ref FieldSet seen) =>
        TryRead(ref json, ref seen, out var userId, out var email, out var name)
            ? new UserRegistered { UserId = userId, Email = email, Name = name }
            : null;

    public static EventPayload? ReadUpdated(ref JsonFields json, ref FieldSet seen) =>
        TryRead(ref json, ref seen, out var userId, out var email, out var name)
            ? new UserUpdated { UserId = userId, Email = email, Name = name }
            : null;

    private static bool TryRead(ref JsonFields json, ref FieldSet seen, [NotNullWhen(true)] out string? userId, out string? email, out string? name)
    {
        userId = email = name = null;
        while (json.Next(ref seen, out var field))
        {
            switch (field)
            {
                case Field.UserId:
                    userId = json.Id(field);
                    break;
                case Field.Email:
                    email = json.Text(field);
                    break;
                case Field.Name:
                    name = json.Text(field);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return json.Require(userId, Field.UserId, DecodeErrors.BadId) && json.Refusal is null;
    }
}
