using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>The broker's address and the timings of a group's members.</summary>
internal static class KafkaRules
{
    // Kafka's default group.min.session.timeout.ms.
    private static readonly TimeSpan SessionTimeoutMin = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan SessionTimeoutMinEmbedded = TimeSpan.FromSeconds(1);

    // librdkafka refuses a session timeout above max.poll.interval.ms, 5 minutes by default.
    private static readonly TimeSpan SessionTimeoutMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan HeartbeatIntervalMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FetchWaitMin = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FetchWaitMax = TimeSpan.FromSeconds(5);

    public static void Check(KafkaSettings kafka, PlatformRole role, SettingProblems problems)
    {
        CheckAddress(kafka, role, problems);
        CheckSessionTimeout(kafka, problems);
        CheckHeartbeat(kafka, problems);
        CheckRange("Platform:Kafka:FetchWait", kafka.FetchWait, FetchWaitMin, FetchWaitMax, "", problems);
    }

    private static void CheckAddress(KafkaSettings kafka, PlatformRole role, SettingProblems problems)
    {
        const string Path = "Platform:Kafka:BootstrapServers";
        if (!kafka.IsEmbedded)
        {
            if (BrokerAddresses.FindFault(kafka.BootstrapServers) is { } fault)
            {
                problems.Add(Path, kafka.BootstrapServers, $"{fault} Right is host:port, several separated by commas, for example kafka-1:9092,kafka-2:9092.");
            }
        }
        else if (role == PlatformRole.Gateway)
        {
            problems.Add(Path, value: null, "The gateway process needs the address of a broker, host:port: the embedded broker lives inside the silo's process, which prints its address at start.");
        }
    }

    private static void CheckSessionTimeout(KafkaSettings kafka, SettingProblems problems)
    {
        var min = kafka.IsEmbedded ? SessionTimeoutMinEmbedded : SessionTimeoutMin;
        var why = kafka.IsEmbedded ? "" : "A real broker refuses less than 6 s. ";
        CheckRange("Platform:Kafka:SessionTimeout", kafka.SessionTimeout, min, SessionTimeoutMax, why, problems);
    }

    private static void CheckHeartbeat(KafkaSettings kafka, SettingProblems problems)
    {
        var max = kafka.EffectiveSessionTimeout / 3;
        if (max >= HeartbeatIntervalMin)
        {
            CheckRange(
                "Platform:Kafka:HeartbeatInterval",
                kafka.HeartbeatInterval,
                HeartbeatIntervalMin,
                max,
                $"It may be at most a third of the session timeout ({DurationText.Format(kafka.EffectiveSessionTimeout)}). ",
                problems);
        }
    }

    private static void CheckRange(string path, TimeSpan? value, TimeSpan min, TimeSpan max, string why, SettingProblems problems)
    {
        if (value < min || value > max)
        {
            problems.Add(path, value, $"{why}Right is {DurationText.Format(min)} to {DurationText.Format(max)}; it is written as {DurationText.Syntax}.");
        }
    }
}
