namespace Platform.Hosting.Admin;

/// <summary>Records from <paramref name="From"/> to below <paramref name="To"/> are not read; the partition is read on there.</summary>
internal sealed record ResumeResponse(long From, long To);
