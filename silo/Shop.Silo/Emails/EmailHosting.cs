using Shop.Gateway.Settings;
using Shop.Grains.Notifications;

namespace Shop.Silo.Emails;

/// <summary>Registers the configured way for e-mails to leave.</summary>
internal static class EmailHosting
{
    public static IServiceCollection AddShopEmails(this IServiceCollection services, EmailSettings settings) => settings.Provider switch
    {
        EmailProvider.File => services.AddSingleton<IEmailSender>(_ => new FileEmailSender(settings.File)),
        EmailProvider.Smtp => services
            .AddSingleton<IEmailAddresses, UserEmailAddresses>()
            .AddSingleton<EmailMetrics>()
            .AddSingleton<IEmailSender>(provider => new SmtpEmailSender(
                settings,
                provider.GetRequiredService<IEmailAddresses>(),
                provider.GetRequiredService<EmailMetrics>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<SmtpEmailSender>>())),
        _ => services.AddSingleton<IEmailSender, LogEmailSender>(),
    };
}
