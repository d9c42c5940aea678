namespace Platform.Processing;

/// <summary>An action or asynchronous rules went on although they were cancelled, or kept their thread; they are abandoned.</summary>
/// <param name="limit">The time they had.</param>
internal sealed class HandlerHangsException(TimeSpan limit) : Exception($"The handler did not end within {limit}, not even when it was cancelled.");
