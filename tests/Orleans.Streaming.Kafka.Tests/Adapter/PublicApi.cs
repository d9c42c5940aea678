using System.Globalization;
using System.Reflection;
using System.Text;

namespace Orleans.Streaming.Kafka.Tests.Adapter;

/// <summary>Writes what users of an assembly can name, a line for each type and member. Pure.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // Orleans' generator adds types of its own, which nobody is to name.
    private const string Generated = "OrleansCodeGen";

    public static string Of(Assembly assembly) => string.Concat(assembly.GetExportedTypes()
        .Where(type => type.Namespace?.StartsWith(Generated, StringComparison.Ordinal) == false)
        .SelectMany(type => Members(type).Prepend(Describe(type)))
        .Order(StringComparer.Ordinal)
        .Select(line => line + "\n"));

    private static IEnumerable<string> Members(Type type) => type.IsSubclassOf(typeof(Delegate))
        ? []
        : type.GetMembers(Declared).Where(IsVisible).Select(member => $"{NameOf(type)}.{Describe(member)}");

    private static bool IsVisible(MemberInfo member) => member switch
    {
        // What a record prints and compares follows from its properties; accessors belong to theirs.
        MethodBase method => (method.IsPublic || method.IsFamily) && (!method.IsSpecialName || method is ConstructorInfo) && !method.Name.Contains('<', StringComparison.Ordinal) && !IsOfRecord(method),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(accessor => accessor.IsPublic || accessor.IsFamily) && property.Name != "EqualityContract",
        FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName,
        EventInfo => true,
        _ => false,
    };

    private static bool IsOfRecord(MethodBase method) => method.Name is "PrintMembers" or "ToString" or "GetHashCode" or "Equals" or "Deconstruct";

    private static string Describe(Type type)
    {
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = (type.BaseType is { } parent && parent != typeof(object) && !type.IsValueType ? [parent] : Type.EmptyTypes)
            .Concat(type.GetInterfaces().Where(found => found.IsVisible).OrderBy(NameOf, StringComparer.Ordinal))
            .Select(NameOf);
        return $"{NameOf(type)}: {kind} {string.Join(", ", bases)}".TrimEnd();
    }

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo made => $"new({Parameters(made)})",
        MethodInfo method => $"{Static(method)}{method.Name}{Generics(method)}({Parameters(method)}) -> {NameOf(method.ReturnType)}",
        PropertyInfo property => $"{Static(property.GetAccessors(nonPublic: true)[0])}{property.Name} {{{(property.GetMethod is { IsPublic: true } ? " get;" : "")}{(property.SetMethod is { IsPublic: true } ? " set;" : "")} }} -> {NameOf(property.PropertyType)}",
        FieldInfo { IsLiteral: true } constant => $"{constant.Name} = {Convert.ToString(constant.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{field.Name} -> {NameOf(field.FieldType)}",
        _ => member.Name,
    };

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static string Generics(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : "")}{NameOf(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")}"));

    private static string NameOf(Type type)
    {
        if (type.IsByRef)
        {
            return NameOf(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var name = new StringBuilder(type.Assembly == typeof(object).Assembly ? type.Name : $"{type.Namespace}.{(type.DeclaringType is { } outer ? $"{outer.Name}." : "")}{type.Name}");
        if (!type.IsGenericType)
        {
            return name.ToString();
        }

        return $"{name.ToString().Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }
}
