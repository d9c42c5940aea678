using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Orleans.Streaming.Kafka;

/// <summary>Looks through a type and all that it may hold for what JSON would lose. Used once, by one thread.</summary>
internal sealed class JsonContractWalk(JsonSerializerOptions options)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Read again, they are in the opposite order.
    private static readonly string[] Stacks = ["Stack`1", "ConcurrentStack`1", "ImmutableStack`1", "IImmutableStack`1"];

    private readonly HashSet<Type> _seen = [];

    /// <summary>What would be lost first, naming type and member; or null.</summary>
    public string? LossOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!_seen.Add(type))
        {
            return null;
        }

        JsonTypeInfo info;
        try
        {
            info = options.GetTypeInfo(type);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return e.Message;
        }

        return info.Kind switch
        {
            JsonTypeInfoKind.Object => LossOfObject(info),
            JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => LossOfCollection(info),
            _ => type == typeof(object) ? "JSON does not carry the type of what is declared as object" : null,
        };
    }

    /// <summary>A type's name as code has it, nearly.</summary>
    public static string NameOf(Type type) => type.IsGenericType
        ? $"{type.GetGenericTypeDefinition().FullName!.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.FullName ?? type.Name;

    private string? LossOfObject(JsonTypeInfo info)
    {
        var name = NameOf(info.Type);
        if (info.PolymorphismOptions is { } polymorphism)
        {
            foreach (var derived in polymorphism.DerivedTypes)
            {
                var loss = derived.TypeDiscriminator is null ? $"{NameOf(derived.DerivedType)} has no discriminator in [JsonDerivedType] of {name}" : LossOf(derived.DerivedType);
                if (loss is not null)
                {
                    return loss;
                }
            }
        }

        if (info.Type.IsInterface || info.Type.IsAbstract)
        {
            return info.PolymorphismOptions is null ? $"{name} is {(info.Type.IsInterface ? "an interface" : "abstract")}, and JSON does not carry the type behind it (unless [JsonDerivedType] names it)" : null;
        }

        return LossOfConstructor(info, name) ?? LossOfFields(info, name) ?? info.Properties.Where(IsRestored).Select(LossOfMember).FirstOrDefault(static loss => loss is not null);

        string? LossOfMember(JsonPropertyInfo member) =>
            member.CustomConverter is null && !member.IsExtensionData && LossOf(member.PropertyType) is { } loss ? $"{name}.{NameOf(member)}: {loss}" : null;
    }

    private static string? LossOfConstructor(JsonTypeInfo info, string name)
    {
        if (info.CreateObject is not null)
        {
            return null;
        }

        if (info.ConstructorAttributeProvider is not ConstructorInfo constructor)
        {
            return $"{name} has no constructor that JSON can call: one without parameters, the only one that is public, or the one with [JsonConstructor]";
        }

        var unbound = constructor.GetParameters().FirstOrDefault(parameter => !info.Properties.Any(p => p.AssociatedParameter?.Name == parameter.Name));
        return unbound is null ? null : $"{name} has a constructor parameter \"{unbound.Name}\" and no property of its name and type";
    }

    // All that an object is are its fields, those behind its properties among them.
    private static string? LossOfFields(JsonTypeInfo info, string name)
    {
        var restored = info.Properties.Where(IsRestored).Select(p => Bare(NameOf(p))).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var type = info.Type; type is not null && type != typeof(object) && type != typeof(ValueType); type = type.BaseType)
        {
            foreach (var field in type.GetFields(Declared))
            {
                if (!restored.Contains(Bare(field.Name)) && IsContent(field, out var property))
                {
                    return property is not null
                        ? $"{name}.{property.Name} is {(info.Properties.Any(p => NameOf(p) == property.Name) ? "set by nothing when it is read from JSON; give it a public setter or a constructor parameter" : "a property that JSON leaves out, as it is not public")}, or mark it [JsonInclude], or [JsonIgnore] where it is no content"
                        : $"{name}.{field.Name} is a field, which JSON leaves out; make it a property, or mark it [JsonInclude] where it is public, or [NonSerialized] where it is no content";
                }
            }
        }

        return null;
    }

    private string? LossOfCollection(JsonTypeInfo info)
    {
        var name = NameOf(info.Type);
        if (Stacks.Contains(info.Type.Name))
        {
            return $"{name} is read from JSON in the opposite order";
        }

        if (info.Type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true && info.Type.GetFields(Declared).FirstOrDefault(static f => IsContent(f, out _)) is { } field)
        {
            return $"{name} is a collection, and JSON leaves out its member {Bare(field.Name)}";
        }

        try
        {
            JsonSerializer.Deserialize(info.Kind == JsonTypeInfoKind.Dictionary ? "{}" : "[]", info);
        }
        catch (NotSupportedException e)
        {
            return e.Message;
        }

        Type?[] parts = [info.KeyType, info.ElementType];
        return parts.OfType<Type>().Select(part => LossOf(part) is { } loss ? $"{name}: {loss}" : null).FirstOrDefault(static loss => loss is not null);
    }

    // Written, and set again: by a setter, the constructor, or what is there already.
    private static bool IsRestored(JsonPropertyInfo member) =>
        member.IsExtensionData
        || (member.Get is not null && (member.Set is not null || member.AssociatedParameter is not null || member.ObjectCreationHandling == JsonObjectCreationHandling.Populate));

    private static bool IsContent(FieldInfo field, out PropertyInfo? property)
    {
        property = field.Name.StartsWith('<') ? field.DeclaringType!.GetProperty(Bare(field.Name), Declared) : null;
        return !typeof(Delegate).IsAssignableFrom(field.FieldType)
            && !field.IsDefined(typeof(NonSerializedAttribute))
            && !((MemberInfo?)property ?? field).IsDefined(typeof(JsonIgnoreAttribute));
    }

    private static string NameOf(JsonPropertyInfo member) => (member.AttributeProvider as MemberInfo)?.Name ?? member.Name;

    // _name, m_name, <Name>k__BackingField, <name>P and Name are one member.
    private static string Bare(string name)
    {
        var bare = name.StartsWith('<') ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : name;
        return (bare.StartsWith("m_", StringComparison.Ordinal) ? bare[2..] : bare).Trim('_', '@');
    }
}
