using Orleans.Streaming.Kafka;

namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Groups:&lt;name&gt;</c>: every option of a Kafka stream provider by its name, and below <c>Producer</c> those of its producer.</summary>
internal static class GroupSection
{
    private const string Producer = "Producer";

    // What the platform decides for all groups, or no text can be.
    private static readonly string[] Others = [nameof(KafkaStreamOptions.Connection), nameof(KafkaStreamOptions.SettingNames), nameof(KafkaStreamOptions.ConsumerProperties), nameof(KafkaStreamOptions.PermanentFailure)];

    // Sizes follow the provider's: dead letters must have room.
    private static readonly string[] OtherOfProducer =
        [nameof(KafkaProducerOptions.Connection), nameof(KafkaProducerOptions.Properties), nameof(KafkaProducerOptions.RecordBytesMax), nameof(KafkaProducerOptions.AllowLargeRecords)];

    /// <summary>Reads a group's options.</summary>
    /// <param name="section">The section.</param>
    public static GroupOptions Read(SettingsSection section)
    {
        var read = OptionsReader.Read<KafkaStreamOptions>(section, Others);
        var properties = section.Properties(nameof(KafkaStreamOptions.ConsumerProperties)).ToList();
        var producer = section.Section(Producer);
        var readProducer = OptionsReader.Read<KafkaProducerOptions>(producer, OtherOfProducer);
        var producerProperties = producer.Properties(nameof(KafkaProducerOptions.Properties)).ToList();
        return new GroupOptions(
            options =>
            {
                read(options);
                Add(options.ConsumerProperties, properties);

                // What the provider's own checks call an option.
                foreach (var option in OptionsReader.OptionsOf<KafkaStreamOptions>(Others))
                {
                    options.SettingNames.TryAdd(option.Name, section.PathOf(option.Name));
                }
            },
            options =>
            {
                readProducer(options);
                Add(options.Properties, producerProperties);
            });
    }

    private static void Add(IDictionary<string, string> properties, List<KeyValuePair<string, string>> more)
    {
        foreach (var (name, value) in more)
        {
            properties[name] = value;
        }
    }
}
