using System.Reflection;

namespace Tests.Shared;

/// <summary>What Orleans' serializer stores of types: their aliases, and the ids, names and types of their fields; a line each.</summary>
internal static class StoredShape
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Of types and of all that they hold.</summary>
    /// <param name="roots">The types.</param>
    public static string[] Of(IEnumerable<Type> roots)
    {
        var found = new HashSet<Type>();
        foreach (var root in roots)
        {
            Add(root, found);
        }

        return [.. found.SelectMany(LinesOf).Order(StringComparer.Ordinal)];
    }

    private static void Add(Type type, HashSet<Type> found)
    {
        foreach (var part in type.HasElementType ? [type.GetElementType()!] : type.GetGenericArguments())
        {
            Add(part, found);
        }

        if (type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) && found.Add(type))
        {
            foreach (var (_, _, of) in FieldsOf(type))
            {
                Add(of, found);
            }
        }
    }

    private static IEnumerable<string> LinesOf(Type type)
    {
        var name = type.GetCustomAttributes<AliasAttribute>(inherit: false).Select(alias => alias.Alias).LastOrDefault() ?? type.FullName!;
        return type.IsEnum
            ? Enum.GetValues(type).Cast<Enum>().Select(value => $"{name} = {Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)} {value}")
            : FieldsOf(type).Select(field => $"{name} {field.Id:00} {field.Name}: {NameOf(field.Type)}");
    }

    private static IEnumerable<(uint Id, string Name, Type Type)> FieldsOf(Type type) =>
        from member in type.GetMembers(Members)
        let id = member.GetCustomAttribute<IdAttribute>()
        where id is not null
        select (id.Id, member.Name, member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType);

    private static string NameOf(Type type) => type switch
    {
        { HasElementType: true } => NameOf(type.GetElementType()!) + "[]",
        { IsGenericType: true } => $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>",
        _ => type.Name,
    };
}
