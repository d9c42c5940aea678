namespace Platform.Configuration;

/// <summary>How the console's log is written.</summary>
public enum LogFormat
{
    /// <summary>A line of text for each entry.</summary>
    Text,

    /// <summary>A JSON object on a line for each entry, with its scopes and its time in UTC.</summary>
    Json,
}
