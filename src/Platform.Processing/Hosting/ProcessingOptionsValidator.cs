using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Platform.Processing;

/// <summary>Reports limits that are out of range, at start.</summary>
internal sealed class ProcessingOptionsValidator : IValidateOptions<ProcessingOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ProcessingOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        var failures = results.Select(result => $"Event processing: {result.ErrorMessage}").ToList();
        if (options.RecentIdCountMax < options.RecentIdCount)
        {
            failures.Add($"Event processing: RecentIdCountMax ({options.RecentIdCountMax}) must not be below RecentIdCount ({options.RecentIdCount}).");
        }

        failures.AddRange(options.FailedEvents
            .Where(topic => !FailureRules.Takes(topic.Value))
            .Select(topic => $"Event processing: FailedEvents of topic \"{topic.Key}\" is {topic.Value}; right is {FailureRules.Names}."));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
