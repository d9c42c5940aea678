using System.Globalization;
using Platform.Processing;

namespace Platform.Hosting.Tests.Meters;

/// <inheritdoc cref="IMeterGrain"/>
/// <param name="processing">What processing needs.</param>
internal sealed class MeterGrain(EventProcessing processing) : EventProcessorGrain<MeterState>("meter", MeterTransitions.Apply, processing), IMeterGrain
{
    /// <inheritdoc/>
    public ValueTask<string?> Get() => new(Read() is { } meter ? string.Create(CultureInfo.InvariantCulture, $"{meter.Total} read, {meter.Alerts} alerts") : null);
}
