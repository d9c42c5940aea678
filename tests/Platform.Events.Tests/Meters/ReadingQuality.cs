namespace Platform.Events.Tests;

internal enum ReadingQuality
{
    Measured,
    RoughEstimate,
}
