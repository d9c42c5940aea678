using System.Reflection;
using Orleans.Streaming.Kafka;

namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Groups:&lt;name&gt;</c>: every option of a Kafka stream provider by its name.</summary>
internal static class GroupSection
{
    // What the platform decides for all groups, or no text can be.
    private static readonly string[] Others = [nameof(KafkaStreamOptions.Connection), nameof(KafkaStreamOptions.SettingNames), nameof(KafkaStreamOptions.ConsumerProperties)];

    private static readonly PropertyInfo[] Options = [.. typeof(KafkaStreamOptions).GetProperties().Where(option => option.CanWrite && !Others.Contains(option.Name, StringComparer.Ordinal))];

    /// <summary>Sets the options that the section names.</summary>
    /// <param name="section">The section.</param>
    /// <returns>What sets them.</returns>
    public static Action<KafkaStreamOptions> Read(SettingsSection section)
    {
        var values = Options.Select(option => (Option: option, Value: Read(section, option))).Where(read => read.Value is not null).ToList();
        var properties = section.Properties(nameof(KafkaStreamOptions.ConsumerProperties)).ToList();
        return options =>
        {
            foreach (var (option, value) in values)
            {
                option.SetValue(options, value);
            }

            foreach (var (name, value) in properties)
            {
                options.ConsumerProperties[name] = value;
            }

            // What the provider's own checks call an option.
            foreach (var option in Options)
            {
                options.SettingNames[option.Name] = section.PathOf(option.Name);
            }
        };
    }

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

    private static int? ReadInt(SettingsSection section, string name)
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
