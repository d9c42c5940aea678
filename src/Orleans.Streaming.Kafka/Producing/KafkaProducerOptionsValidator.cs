using Microsoft.Extensions.Options;

namespace Orleans.Streaming.Kafka;

/// <summary>Refuses a producer's options at start, naming the producer, the setting and what would be right.</summary>
internal sealed class KafkaProducerOptionsValidator(string producer) : IValidateOptions<KafkaProducerOptions>
{
    public ValidateOptionsResult Validate(string? name, KafkaProducerOptions options)
    {
        if (name != producer)
        {
            return ValidateOptionsResult.Skip;
        }

        var problems = KafkaProducerOptionsRules.Problems(options).ToList();
        if (problems.Count == 0 && ClientProbe.Problem(ProducerConfigFactory.Create(options)) is { } problem)
        {
            problems.Add(problem);
        }

        return problems.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(problem => $"Kafka producer \"{producer}\": {problem}."));
    }
}
