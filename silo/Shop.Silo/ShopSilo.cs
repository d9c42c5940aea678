using Platform.Hosting;
using Shop.Gateway;
using Shop.Gateway.Settings;
using Shop.Grains;
using Shop.Silo.Demo;
using Shop.Silo.Emails;

namespace Shop.Silo;

/// <summary>The shop's silo: the shop, its e-mails and its demo feed.</summary>
internal static class ShopSilo
{
    /// <summary>Puts it together.</summary>
    /// <param name="platform">The builder.</param>
    public static void Configure(PlatformBuilder platform)
    {
        var settings = platform.DeclareShop();
        platform.ConfigureProcessing(options =>
        {
            options.StateFormat = StoredTexts.Format;
            AddRange(options.KnownTexts, StoredTexts.All);
        });
        platform.Services.AddShopEmails(settings.Email);
        platform.ExportMeter(EmailMetrics.MeterName);

        // Information shows every e-mail that the log sender writes.
        platform.SetDefault($"Logging:LogLevel:{typeof(LogEmailSender).Namespace}", nameof(LogLevel.Warning));
        platform.Banner.Add("e-mail", Describe(settings.Email));
        if (settings.RunsDemo)
        {
            platform.Services.AddHostedService<DemoFeed>();
            platform.Banner.Add("demo feed", "two invented orders a second, such as demo-1 (off: Platform__Demo__Enabled=false)");
        }

        platform.Banner
            .Try(url => $$"""curl -i {{url}}/orders -H 'Content-Type: application/json' -d '{"orderId":"o-1","userId":"u-1","items":[{"sku":"tea","quantity":2,"price":4.50}]}'""")
            .Try(url => $"curl {url}/orders/o-1")
            .Try(url => $"curl {url}/analytics/orders");
    }

    private static string Describe(EmailSettings email) => email.Provider switch
    {
        EmailProvider.File => $"appended to {Path.GetFullPath(email.File)}",
        EmailProvider.Smtp => $"through {email.Host}:{email.Port}",
        _ => $"to the log, which leaves them out: start with --Logging:LogLevel:{typeof(LogEmailSender).Namespace}=Information to see each",
    };

    private static void AddRange(IList<string> texts, IEnumerable<string> more)
    {
        foreach (var text in more)
        {
            texts.Add(text);
        }
    }
}
