using System.Reflection;

namespace Platform.Configuration.Loading;

/// <summary>Reads the options of a library by their names: so that a new one is a setting without a line here.</summary>
internal static class OptionsReader
{
    /// <summary>Reads the options that a section names.</summary>
    /// <typeparam name="TOptions">The options' type.</typeparam>
    /// <param name="section">The section.</param>
    /// <param name="others">Options that are no settings.</param>
    /// <returns>What sets them.</returns>
    public static Action<TOptions> Read<TOptions>(SettingsSection section, params string[] others)
    {
        var options = OptionsOf<TOptions>(others).ToList();
        var values = options.Select(option => (Option: option, Value: Read(section, option))).Where(read => read.Value is not null).ToList();
        return target =>
        {
            foreach (var (option, value) in values)
            {
                option.SetValue(target, value);
            }
        };
    }

    /// <summary>The options that are settings.</summary>
    public static IEnumerable<PropertyInfo> OptionsOf<TOptions>(params string[] others) =>
        typeof(TOptions).GetProperties().Where(option => option.CanWrite && !others.Contains(option.Name, StringComparer.Ordinal));

    private static object? Read(SettingsSection section, PropertyInfo option)
    {
        var type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        return type == typeof(string) ? section.Raw(option.Name)
            : type == typeof(bool) ? section.Switch(option.Name)
            : type == typeof(TimeSpan) ? section.Duration(option.Name)
            : type == typeof(int) ? ReadInt(section, option.Name)
            : type == typeof(long) ? section.Number(option.Name)
            : type.IsEnum ? section.Choice(option.Name, type, Enum.GetNames(type))
            : throw new NotSupportedException($"An option of type {type.Name} has no text: {option.Name}.");
    }

    private static object? ReadInt(SettingsSection section, string name)
    {
        if (section.Number(name) is not { } number)
        {
            return null;
        }

        if (number is >= int.MinValue and <= int.MaxValue)
        {
            return (int)number;
        }

        section.Refuse(name, number, $"Right is a whole number up to {int.MaxValue}.");
        return null;
    }
}
