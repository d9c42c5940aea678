namespace Shop.Grains.Analytics;

/// <summary>Figures of one hour.</summary>
/// <param name="Hour">The start of the hour, UTC.</param>
/// <param name="Figures">The figures.</param>
[GenerateSerializer, Immutable, Alias("platform.hour-figures")]
public sealed record HourFigures(
    [property: Id(0)] DateTimeOffset Hour,
    [property: Id(1)] OrderFigures Figures);
