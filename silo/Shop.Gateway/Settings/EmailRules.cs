using System.Net.Mail;
using Platform.Configuration;

namespace Shop.Gateway.Settings;

/// <summary>How notifications leave: what a silo, which sends them, demands of the settings.</summary>
internal static class EmailRules
{
    /// <summary>Refuses what is wrong.</summary>
    /// <param name="email">The settings.</param>
    /// <param name="section">Their section.</param>
    /// <param name="isDevelopment">Whether a password may cross the network unencrypted unasked.</param>
    public static void Check(EmailSettings email, SettingsSection section, bool isDevelopment)
    {
        if (!MailAddress.TryCreate(email.From, out _))
        {
            section.Refuse(nameof(email.From), email.From, "Right is an e-mail address.");
        }

        if (email.Provider == EmailProvider.File && WritableFile.FindFault(email.File) is { } fault)
        {
            section.Refuse(nameof(email.File), email.File, $"{fault} Right is a file in an existing directory that this process may write to.");
        }

        if (email.Provider == EmailProvider.Smtp)
        {
            CheckSmtp(email, section);
            CheckPlaintext(email, section, isDevelopment);
        }
        else if (section.WasReadable(nameof(email.Provider)))
        {
            RefuseUnused(email, section);
        }
    }

    // Mail that nobody sends is noticed by nobody: what was configured may not silently stay unused.
    private static void RefuseUnused(EmailSettings email, SettingsSection section)
    {
        var right = $"Provider {email.Provider} sends nothing and would leave it unused. Right is {section.PathOf(nameof(email.Provider))}=Smtp, or leaving it out.";
        if (email.Host is not null)
        {
            section.Refuse(nameof(email.Host), email.Host, right);
        }

        if (email.Username is not null)
        {
            section.RefuseSecret(nameof(email.Username), right);
        }

        if (email.Password is not null)
        {
            section.RefuseSecret(nameof(email.Password), right);
        }
    }

    private static void CheckPlaintext(EmailSettings email, SettingsSection section, bool isDevelopment)
    {
        if (email is { Security: EmailSecurity.None, Password: not null, AllowPlaintext: false } && !isDevelopment)
        {
            section.Refuse(
                nameof(email.Security),
                email.Security,
                $"Outside Development a password may not cross the network unencrypted. Right is StartTls or Tls, or {section.PathOf(nameof(email.AllowPlaintext))}=true where the network is trusted.");
        }
    }

    private static void CheckSmtp(EmailSettings email, SettingsSection section)
    {
        if (email.Host is null)
        {
            section.Refuse(nameof(email.Host), value: null, "Provider Smtp needs the SMTP server's host.");
        }
        else if (Uri.CheckHostName(email.Host) == UriHostNameType.Unknown)
        {
            section.Refuse(nameof(email.Host), email.Host, "Right is a host name or an address, without a scheme or a port.");
        }

        if (email.Username is null && email.Password is not null)
        {
            section.Refuse(nameof(email.Username), value: null, "A password needs its user: set both or none.");
        }

        if (email.Username is not null && email.Password is null)
        {
            section.Refuse(nameof(email.Password), value: null, "A user needs its password: set both or none.");
        }
    }
}
