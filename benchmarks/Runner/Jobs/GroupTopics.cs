namespace Benchmarks;

/// <summary>A consumer group and what it reads.</summary>
/// <param name="Group">Its id.</param>
/// <param name="Topics">Its topics.</param>
internal sealed record GroupTopics(string Group, string[] Topics);
