using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Testing;

namespace Meters.Tests;

/// <summary>The whole application on the embedded broker; with KAFKA_HOME set, on a real one.</summary>
public sealed class MetersApplicationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Meters_FromReadingsToAlerts_AreExactOverAKillAndARestart()
    {
        await using var app = await PlatformTest.StartAsync(MetersApplication.Configure);
        for (var meter = 0; meter < 20; meter++)
        {
            await app.PublishAsync(Reading(meter, 6), id: $"r-{meter}-1");
            await app.PublishAsync(new MeterInstalled($"m-{meter}", "Main Street 1"));
        }

        await app.KillAndRestartAsync();
        for (var meter = 0; meter < 20; meter++)
        {
            await app.PublishAsync(Reading(meter, 6), id: $"r-{meter}-1");
            await app.PublishAsync(Reading(meter, 5), id: $"r-{meter}-2");
        }

        await app.WhenProcessedAsync();
        await app.RestartAsync();
        var alerts = await app.ReadAsync<MeterAlert>();
        var totals = await Task.WhenAll(Enumerable.Range(0, 20).Select(async meter => (await app.Grains.GetGrain<IMeterGrain>($"m-{meter}").Get())!.Totals[new DateOnly(2026, 5, 1)]));

        Assert.All(totals, total => Assert.Equal(11, total));
        Assert.Equal(20, alerts.Select(alert => alert.MeterId).Distinct().Count());
        Assert.All(alerts, alert => Assert.Equal(11, alert.Total));
    }

    [Fact]
    public async Task Meter_WhenItIsRead_IsItsDurableState()
    {
        await using var app = await PlatformTest.StartAsync(MetersApplication.Configure);
        using var http = new HttpClient { BaseAddress = app.Url };
        await app.PublishAsync(new MeterInstalled("m-1", "Main Street 1"));
        await app.PublishAsync(Reading(1, 2.5m));
        await app.WhenProcessedAsync();

        var meter = await http.GetFromJsonAsync<JsonElement>("/meters/m-1");
        var unknown = await http.GetAsync("/meters/m-2");

        Assert.Equal(2.5m, meter.GetProperty("lastReading").GetDecimal());
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Record_ThatIsNoEvent_IsADeadLetterAndOneThatAMeterNeverTakesQuarantinesIt()
    {
        await using var app = await PlatformTest.StartAsync(MetersApplication.Configure);
        await app.PublishAsync(new MeterInstalled("m-1", "Main Street 1"));
        await app.PublishRecordAsync("meters.readings", "x", "no JSON"u8.ToArray());
        await app.PublishAsync(new MeterReading("m-1", new Energy(1, "BTU"), Noon));
        await app.WhenProcessedAsync();

        var deadLetters = await app.ReadDeadLettersAsync("meters.readings");
        var quarantined = Assert.Single(await app.ReadQuarantineAsync());

        Assert.Contains(deadLetters, letter => letter.Value!.SequenceEqual("no JSON"u8.ToArray()));
        Assert.Equal(("meter", "m-1", "unknown-unit"), (quarantined.Grain, quarantined.Key, quarantined.ErrorType));
    }

    private static MeterReading Reading(int meter, decimal kilowattHours) => new($"m-{meter}", new Energy(kilowattHours, "kWh"), Noon);
}
