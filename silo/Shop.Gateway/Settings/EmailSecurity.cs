namespace Shop.Gateway.Settings;

/// <summary>How the connection to the SMTP server is protected.</summary>
public enum EmailSecurity
{
    /// <summary>STARTTLS, required.</summary>
    StartTls = 0,

    /// <summary>TLS from the first byte.</summary>
    Tls = 1,

    /// <summary>Not at all.</summary>
    None = 2,
}
