using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Testing;
using Platform.Events;

namespace Meters.Tests;

/// <summary>
/// The application as a process of its own on a real broker and PostgreSQL, killed as by kill -9 under load. Needs KAFKA_HOME and
/// PLATFORM_TEST_POSTGRES (an Npgsql connection string; the state goes into tables of that database).
/// </summary>
[Trait("Needs", "RealParts")]
public sealed class KillTests
{
    private const int Meters = 200;
    private const int ReadingsPerMeter = 150;
    private const int Kills = 3;
    private const int BatchSize = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly string? Postgres = Environment.GetEnvironmentVariable("PLATFORM_TEST_POSTGRES");
    private static readonly EventCatalog Catalog = EventCatalog.Of(MeterEvents.Declare);

    [SkippableFact]
    public async Task Meters_WhenKilledThreeTimesUnderLoad_HaveExactTotalsAndAlerts()
    {
        Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
        Skip.If(Postgres is null, "PLATFORM_TEST_POSTGRES is not set: it names the PostgreSQL database to use.");
        await using var kafka = await RealKafka.StartAsync(new RealKafkaOptions { IsOwn = true });
        await using var client = Client(kafka.BootstrapServers);
        var load = Load();
        var app = await RunningMeters.StartAsync(kafka.BootstrapServers, Postgres!);
        try
        {
            foreach (var (batch, number) in load.Chunk(BatchSize).Select((batch, number) => (batch, number)))
            {
                await client.GetRequiredKeyedService<IKafkaProducer>("load").SendManyAsync([.. batch.Select(MessageOf)]);
                if (number % (load.Count / BatchSize / (Kills + 1)) == 0 && number / (load.Count / BatchSize / (Kills + 1)) is >= 1 and <= Kills)
                {
                    await app.KillAsync();
                    app = await RunningMeters.StartAsync(kafka.BootstrapServers, Postgres!, app);
                }
            }

            var expected = Expected(load);
            var totals = await app.WhenTotalsAsync(expected.Totals, Limit);
            var alerts = await ReadAlertsAsync(client);

            Assert.Equal(expected.Totals, totals);
            Assert.Equal(expected.Alerts, alerts);
        }
        finally
        {
            await app.KillAsync();
        }
    }

    private static ServiceProvider Client(string bootstrapServers)
    {
        var connection = new KafkaConnection { BootstrapServers = bootstrapServers };
        return new ServiceCollection().AddLogging().AddKafkaProducer("load", options => options.Connection = connection).AddKafkaTopicReader(connection).BuildServiceProvider();
    }

    // Readings before and after the installation, a tenth of them twice under one id, over three days.
    private static List<Event> Load()
    {
        var random = new Random(17);
        var day = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var queues = Enumerable.Range(0, Meters).Select(meter =>
        {
            var events = new List<Event>();
            for (var n = 0; n < ReadingsPerMeter; n++)
            {
                if (n == meter % 20)
                {
                    events.Add(EventOf(new MeterInstalled($"k-{meter}", "Main Street 1"), $"i-{meter}", day));
                }

                var at = day.AddDays(n * 3 / ReadingsPerMeter).AddSeconds(n);
                events.Add(EventOf(new MeterReading($"k-{meter}", new Energy(random.Next(1, 50) / 100m, "kWh"), at), $"r-{meter}-{n}", at));
                if (random.Next(10) == 0)
                {
                    events.Add(events[^1]);
                }
            }

            return new Queue<Event>(events);
        }).ToList();
        var load = new List<Event>();
        while (queues.Where(queue => queue.Count > 0).ToList() is { Count: > 0 } left)
        {
            load.Add(left[random.Next(left.Count)].Dequeue());
        }

        return load;
    }

    private static Event EventOf(object payload, string id, DateTimeOffset at) => new()
    {
        Id = id,
        Type = Catalog.TypeOf(payload).Name,
        Version = Catalog.TypeOf(payload).WrittenVersion,
        Timestamp = at,
        CorrelationId = id,
        Payload = payload,
    };

    private static KafkaMessage MessageOf(Event @event)
    {
        var encoded = new EventEncoder(Catalog).Encode(@event);
        var type = Catalog.TypeOf(@event.Payload);
        return new KafkaMessage { Topic = type.Topic, Key = Encoding.UTF8.GetBytes(type.Key.Of(@event.Payload)!), Value = encoded.Value, Headers = encoded.Headers };
    }

    private static (SortedDictionary<string, decimal> Totals, SortedDictionary<string, decimal> Alerts) Expected(List<Event> load)
    {
        var (totals, alerts) = (new SortedDictionary<string, decimal>(StringComparer.Ordinal), new SortedDictionary<string, decimal>(StringComparer.Ordinal));
        foreach (var reading in load.DistinctBy(@event => @event.Id).Select(@event => @event.Payload).OfType<MeterReading>())
        {
            var name = $"{reading.MeterId} {DateOnly.FromDateTime(reading.At.UtcDateTime):O}";
            var before = totals.GetValueOrDefault(name);
            totals[name] = before + reading.Energy.Value;
            if (before <= MeterRules.DailyLimit && totals[name] > MeterRules.DailyLimit)
            {
                alerts[name] = totals[name];
            }
        }

        return (totals, alerts);
    }

    // Once per id: after a kill a reader may see an alert again under the id it had.
    private static async Task<SortedDictionary<string, decimal>> ReadAlertsAsync(ServiceProvider client)
    {
        var (alerts, ids) = (new SortedDictionary<string, decimal>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        TopicPosition? after = null;
        do
        {
            var page = await client.GetRequiredService<IKafkaTopicReader>().ReadAsync(new TopicQuery { Topic = "meters.alerts", After = after, Limit = 1_000 });
            foreach (var record in page!.Records)
            {
                var json = JsonDocument.Parse(record.Value!).RootElement;
                var payload = json.GetProperty("payload");
                if (ids.Add(json.GetProperty("eventId").GetString()!))
                {
                    alerts.Add($"{payload.GetProperty("meterId").GetString()} {payload.GetProperty("day").GetString()}", payload.GetProperty("total").GetDecimal());
                }
            }

            after = page.Next;
        }
        while (after is not null);
        return alerts;
    }

    private sealed class RunningMeters(Process process, int httpPort, int siloPort, int gatewayPort)
    {
        public static async Task<RunningMeters> StartAsync(string bootstrapServers, string postgres, RunningMeters? before = null)
        {
            var (http, silo, gateway) = before is null ? (FreePort(), FreePort(), FreePort()) : before.Ports;
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = false };
            foreach (var argument in new[]
            {
                Path.Combine(AppContext.BaseDirectory, "Meters.dll"), "--environment=Development", $"--urls=http://127.0.0.1:{http}",
                $"--Platform:Kafka:BootstrapServers={bootstrapServers}", "--Platform:Kafka:SessionTimeout=6s", "--Platform:Storage:Provider=Postgres",
                $"--Platform:Storage:ConnectionString={postgres}", "--Platform:Cluster:ServiceId=meters-kill", $"--Platform:Cluster:SiloPort={silo}", $"--Platform:Cluster:GatewayPort={gateway}",
            })
            {
                start.ArgumentList.Add(argument);
            }

            var app = new RunningMeters(Process.Start(start)!, http, silo, gateway);
            await app.WhenReadyAsync();
            return app;
        }

        private (int Http, int Silo, int Gateway) Ports => (httpPort, siloPort, gatewayPort);

        public async Task KillAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        public async Task<SortedDictionary<string, decimal>> WhenTotalsAsync(SortedDictionary<string, decimal> expected, TimeSpan limit)
        {
            var began = Stopwatch.GetTimestamp();
            SortedDictionary<string, decimal> totals;
            do
            {
                totals = await ReadTotalsAsync();
            }
            while (!totals.SequenceEqual(expected) && Stopwatch.GetElapsedTime(began) < limit);
            return totals;
        }

        private async Task<SortedDictionary<string, decimal>> ReadTotalsAsync()
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
            var totals = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
            for (var meter = 0; meter < Meters; meter++)
            {
                using var response = await client.GetAsync(new Uri($"/meters/k-{meter}", UriKind.Relative));
                if (response.IsSuccessStatusCode)
                {
                    foreach (var total in (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("totals").EnumerateObject())
                    {
                        totals[$"k-{meter} {total.Name}"] = total.Value.GetDecimal();
                    }
                }
            }

            return totals;
        }

        private async Task WhenReadyAsync()
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Limit && !process.HasExited; await Task.Delay(100))
            {
                try
                {
                    using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                    if (response.IsSuccessStatusCode)
                    {
                        return;
                    }
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet.
                }
            }

            throw new InvalidOperationException($"The application was not ready within {Limit}; it has {(process.HasExited ? $"exited with {process.ExitCode}" : "not exited")}.");
        }

        private static int FreePort()
        {
            using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
