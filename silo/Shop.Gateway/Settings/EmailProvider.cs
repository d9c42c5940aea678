namespace Shop.Gateway.Settings;

/// <summary>How notifications leave.</summary>
public enum EmailProvider
{
    /// <summary>Into the log.</summary>
    Log = 0,

    /// <summary>Into a file.</summary>
    File = 1,

    /// <summary>Through an SMTP server.</summary>
    Smtp = 2,
}
