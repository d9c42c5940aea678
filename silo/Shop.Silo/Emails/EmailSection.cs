namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Email</c>.</summary>
internal static class EmailSection
{
    public static EmailSettings Read(SettingsSection section)
    {
        var defaults = new EmailSettings();
        return new EmailSettings
        {
            Provider = section.Choice<EmailProvider>("Provider") ?? defaults.Provider,
            File = section.Text("File") ?? defaults.File,
            From = section.Text("From") ?? defaults.From,
            Host = section.Text("Host"),
            Port = section.Port("Port") ?? defaults.Port,
            Security = section.Choice<EmailSecurity>("Security") ?? defaults.Security,
            Username = section.Text("Username"),
            Password = section.Secret("Password"),
            AddressWait = section.Duration("AddressWait") ?? defaults.AddressWait,
        };
    }
}
