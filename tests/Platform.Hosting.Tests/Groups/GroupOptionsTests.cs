using System.Globalization;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Hosting.Membership;
using Platform.Hosting.Streams;
using Platform.Hosting.Tests.Meters;

namespace Platform.Hosting.Tests.Groups;

/// <summary>The options that a group's stream provider gets.</summary>
public sealed class GroupOptionsTests
{
    // What the platform decides for all groups; ConsumerProperties have names of their own.
    private static readonly string[] Others = [nameof(KafkaStreamOptions.Connection), nameof(KafkaStreamOptions.SettingNames), nameof(KafkaStreamOptions.PermanentFailure), nameof(KafkaStreamOptions.ConsumerProperties)];

    public static TheoryData<string> Names => [.. typeof(KafkaStreamOptions).GetProperties().Select(option => option.Name).Except(Others)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Option_OfAGroup_IsSetByItsName(string name)
    {
        var option = typeof(KafkaStreamOptions).GetProperty(name)!;
        var (text, value) = AnotherValue(option);

        using var host = Build(Application.Check(MeterApplication.Declare, ($"Groups:meters:{name}", text)));

        Assert.Equal(value, option.GetValue(Options(host, "meters")));
        Assert.NotEqual(value, option.GetValue(Options(host, "alerts")));
    }

    [Fact]
    public void Options_OfEachGroup_AreCalledByTheirSettings()
    {
        using var host = Build(Application.Check(MeterApplication.Declare));

        Assert.Equal("Platform:Groups:meters:OutOfRange", Options(host, "meters").SettingNames["OutOfRange"]);
        Assert.Equal("Platform:Groups:alerts:OutOfRange", Options(host, "alerts").SettingNames["OutOfRange"]);
        Assert.Equal("Platform:Topics:AllowFewerReplicas", Options(host, "meters").SettingNames["AllowFewerReplicas"]);
    }

    [Fact]
    public void ConsumerProperties_OfAGroup_AreHandedOnAsTheyAre()
    {
        using var host = Build(Application.Check(MeterApplication.Declare, ("Groups:meters:ConsumerProperties:fetch.min.bytes", "7"), ("Groups:meters:ConsumerProperties:sasl.kerberos.service.name", "a b")));

        Assert.Equal([new("fetch.min.bytes", "7"), new("sasl.kerberos.service.name", "a b")], Options(host, "meters").ConsumerProperties.OrderBy(property => property.Key, StringComparer.Ordinal));
        Assert.Empty(Options(host, "alerts").ConsumerProperties);
    }

    [Fact]
    public void Defaults_OfTheApplication_LoseAgainstTheConfiguration()
    {
        static void Declare(PlatformBuilder platform) => platform.AddEvents(MeterApplication.DeclareEvents).AddGroup("meters", group => group
            .Configure(options => (options.OutOfRange, options.Start) = (OutOfRangePolicy.Latest, KafkaStart.Latest))
            .Deliver<IMeterGrain>(MeterApplication.Readings));

        using var host = Build(Application.Check(Declare, ("Groups:meters:Start", "earliest")));

        var options = Options(host, "meters");
        Assert.Equal((OutOfRangePolicy.Latest, KafkaStart.Earliest), (options.OutOfRange, options.Start));
    }

    [Fact]
    public void Failure_OfAnEvent_IsNeverGonePast()
    {
        using var host = Build(Application.Check(platform => platform.AddEvents(MeterApplication.DeclareEvents).AddGroup("meters", group => group
            .Configure(options => options.PermanentFailure = FailurePolicy.DeadLetter).Deliver<IMeterGrain>(MeterApplication.Readings))));

        Assert.Equal(FailurePolicy.RetryForever, Options(host, "meters").PermanentFailure);
    }

    [Theory]
    [InlineData("BatchCountMax", "2147483648", "up to 2147483647")]
    [InlineData("BatchCountMax", "many", "a whole number")]
    [InlineData("CommitInterval", "5", "00:00:30")]
    [InlineData("AllowLargeRecords", "yes", "true or false")]
    [InlineData("Start", "beginning", "Right is Earliest or Latest.")]
    public void Option_WhenUnreadable_IsRefusedWithWhatWouldBeRight(string name, string value, string right)
    {
        var problem = Assert.Single(Application.Refusal(MeterApplication.Declare, ($"Groups:meters:{name}", value)).Problems);

        Assert.StartsWith($"Platform:Groups:meters:{name} = '{value}' (environment: Platform__Groups__meters__{name})", problem, StringComparison.Ordinal);
        Assert.Contains(right, problem, StringComparison.Ordinal);
    }

    private static (string Text, object Value) AnotherValue(PropertyInfo option)
    {
        var type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        var now = option.GetValue(new KafkaStreamOptions());
        return type == typeof(string) ? ("another", "another")
            : type == typeof(bool) ? Both(option.Name != nameof(KafkaStreamOptions.AllowFewerReplicas))
            : type == typeof(TimeSpan) ? ("7s", TimeSpan.FromSeconds(7))
            : type == typeof(int) ? ("1234567", 1_234_567)
            : type == typeof(long) ? ("12345678901", 12_345_678_901)
            : type.IsEnum ? Both(Enum.GetValues(type).Cast<object>().First(value => !value.Equals(now)))
            : throw new NotSupportedException($"{option.Name} is a {type.Name}.");
    }

    private static (string Text, object Value) Both(object value) => (Convert.ToString(value, CultureInfo.InvariantCulture)!, value);

    private static IHost Build(Declarations declarations) => new HostBuilder()
        .UseOrleans(silo => silo
            .UsePlatformCluster(new ClusterSettings(), new LocalMembership(new PlatformSettings(), _ => false), IPAddress.Loopback, TimeSpan.FromSeconds(30))
            .AddPlatformStreams(declarations, new KafkaSettings(), new KafkaConnection { BootstrapServers = "127.0.0.1:1" }, allowFewerReplicas: true))
        .Build();

    private static KafkaStreamOptions Options(IHost host, string group) => host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(group);
}
