using Platform.Configuration;

namespace Shop.Gateway.Settings;

/// <summary><c>Platform:Email</c>.</summary>
public sealed record EmailSettings
{
    /// <summary><c>Log</c> (default), <c>File</c> or <c>Smtp</c>.</summary>
    public EmailProvider Provider { get; init; }

    /// <summary>The file that <c>File</c> appends to, one JSON object a line. Default <c>outbox.jsonl</c> in the working directory.</summary>
    public string File { get; init; } = "outbox.jsonl";

    /// <summary>The sender's address. Default <c>platform@localhost</c>.</summary>
    public string From { get; init; } = "platform@localhost";

    /// <summary>The SMTP server's host.</summary>
    public string? Host { get; init; }

    /// <summary>The SMTP server's port. Default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary><c>StartTls</c> (default), <c>Tls</c> or <c>None</c>.</summary>
    public EmailSecurity Security { get; init; }

    /// <summary>Allows a password with <see cref="EmailSecurity.None"/> outside Development.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>The SMTP user, or null for none.</summary>
    public string? Username { get; init; }

    /// <summary>The SMTP password. Never logged.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// How long <c>Smtp</c> waits for the address of a user who has none yet, counted from the first e-mail that wanted it, before
    /// that user's e-mails are dropped. The user's e-mails wait, nobody else's. Default 2 minutes; 0 to 1 hour.
    /// </summary>
    public TimeSpan AddressWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many e-mails <c>Smtp</c> sends at once, each over a connection of its own. Default 8; 1 to 64.</summary>
    public int ConnectionsMax { get; init; } = 8;

    /// <summary>The settings without the password.</summary>
    public override string ToString() => $"{Provider} {Host}:{Port} {From}";

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    public static EmailSettings Read(SettingsSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var defaults = new EmailSettings();
        return new EmailSettings
        {
            Provider = section.Choice<EmailProvider>(nameof(Provider)) ?? defaults.Provider,
            File = section.Text(nameof(File)) ?? defaults.File,
            From = section.Text(nameof(From)) ?? defaults.From,
            Host = section.Text(nameof(Host)),
            Port = section.Port(nameof(Port)) ?? defaults.Port,
            Security = section.Choice<EmailSecurity>(nameof(Security)) ?? defaults.Security,
            AllowPlaintext = section.Switch(nameof(AllowPlaintext)) ?? false,
            Username = section.Text(nameof(Username)),
            Password = section.Secret(nameof(Password)),
            AddressWait = section.Duration(nameof(AddressWait), TimeSpan.Zero, TimeSpan.FromHours(1)) ?? defaults.AddressWait,
            ConnectionsMax = ReadConnectionsMax(section, defaults),
        };
    }

    private static int ReadConnectionsMax(SettingsSection section, EmailSettings defaults)
    {
        var number = section.Number(nameof(ConnectionsMax)) ?? defaults.ConnectionsMax;
        if (number is >= 1 and <= 64)
        {
            return (int)number;
        }

        section.Refuse(nameof(ConnectionsMax), number, "Right is 1 to 64.");
        return defaults.ConnectionsMax;
    }
}
