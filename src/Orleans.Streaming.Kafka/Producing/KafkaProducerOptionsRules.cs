using System.ComponentModel.DataAnnotations;

namespace Orleans.Streaming.Kafka;

/// <summary>What is wrong with a producer's options.</summary>
internal static class KafkaProducerOptionsRules
{
    // 64 KiB for where a dead letter came from and why.
    private const int RecordBytesUsual = KafkaProducerOptions.DefaultRecordBytesMax + (64 << 10);

    /// <summary>One sentence for each thing that is wrong, naming the setting and what would be right.</summary>
    public static IEnumerable<string> Problems(KafkaProducerOptions options)
    {
        foreach (var problem in KafkaConnectionRules.Problems(options.Connection))
        {
            yield return problem;
        }

        var ranges = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), ranges, validateAllProperties: true);
        foreach (var range in ranges)
        {
            yield return range.ErrorMessage!.TrimEnd('.');
        }

        if (options.RecordBytesMax > RecordBytesUsual && !options.AllowLargeRecords)
        {
            yield return $"RecordBytesMax is {options.RecordBytesMax:N0}, more than a broker takes by default (1 MiB): every replica and consumer needs memory and settings for it. Send a reference to large data instead; or raise the topics' max.message.bytes and set AllowLargeRecords to true";
        }

        foreach (var problem in OwnedProperties.Problems("Properties", options.Properties, OwnedProperties.OfProducers))
        {
            yield return problem;
        }
    }
}
