using System.Net.Mail;
using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>How notifications leave.</summary>
internal static class EmailRules
{
    private const string Section = "Platform:Email";
    private static readonly TimeSpan AddressWaitMax = TimeSpan.FromHours(1);

    public static void Check(EmailSettings email, SettingProblems problems)
    {
        if (!MailAddress.TryCreate(email.From, out _))
        {
            problems.Add($"{Section}:From", email.From, "Right is an e-mail address.");
        }

        if (email.Provider == EmailProvider.File && WritableFile.FindFault(email.File) is { } fault)
        {
            problems.Add($"{Section}:File", email.File, $"{fault} Right is a file in an existing directory that this process may write to.");
        }

        if (email.AddressWait > AddressWaitMax)
        {
            problems.Add($"{Section}:AddressWait", email.AddressWait, $"Right is at most {DurationText.Format(AddressWaitMax)}; it is written as {DurationText.Syntax}.");
        }

        if (email.Provider == EmailProvider.Smtp)
        {
            CheckSmtp(email, problems);
        }
        else if (problems.WasReadable($"{Section}:Provider"))
        {
            // Mail that nobody sends is noticed by nobody: what was configured may not silently stay unused.
            var right = $"Provider {email.Provider} sends nothing and would leave it unused. Right is {Section}:Provider=Smtp, or leaving it out.";
            if (email.Host is not null)
            {
                problems.Add($"{Section}:Host", email.Host, right);
            }

            if (email.Username is not null)
            {
                problems.AddSecret($"{Section}:Username", right);
            }

            if (email.Password is not null)
            {
                problems.AddSecret($"{Section}:Password", right);
            }
        }
    }

    private static void CheckSmtp(EmailSettings email, SettingProblems problems)
    {
        if (email.Host is null)
        {
            problems.Add($"{Section}:Host", value: null, "Provider Smtp needs the SMTP server's host.");
        }
        else if (Uri.CheckHostName(email.Host) == UriHostNameType.Unknown)
        {
            problems.Add($"{Section}:Host", email.Host, "Right is a host name or an address, without a scheme or a port.");
        }

        if (email.Username is null && email.Password is not null)
        {
            problems.Add($"{Section}:Username", value: null, "A password needs its user: set both or none.");
        }

        if (email.Username is not null && email.Password is null)
        {
            problems.Add($"{Section}:Password", value: null, "A user needs its password: set both or none.");
        }
    }
}
