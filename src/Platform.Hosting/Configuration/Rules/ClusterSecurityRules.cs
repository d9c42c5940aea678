using Platform.Configuration.Loading;
using StackExchange.Redis;

namespace Platform.Configuration.Rules;

/// <summary>Encryption between silos and gateways, and towards the store of members: nothing that was configured may silently stay unused.</summary>
internal static class ClusterSecurityRules
{
    private const string Section = "Platform:Cluster";

    private const string RightPlaintext = "or Platform:Cluster:AllowPlaintext=true (environment: Platform__Cluster__AllowPlaintext) where the network is trusted.";

    public static void Check(PlatformSettings settings, bool isDevelopment, SettingProblems problems)
    {
        var cluster = settings.Cluster;
        (string Name, string? File)[] files = [("CertificateFile", cluster.CertificateFile), ("KeyFile", cluster.KeyFile), ("CaFile", cluster.CaFile)];
        if (cluster.Provider == ClusterProvider.Localhost)
        {
            RefuseUnused(files, problems);
        }
        else if (!files.Any(file => file.File is not null))
        {
            CheckPlaintext(cluster, isDevelopment, problems);
        }
        else
        {
            CheckFiles(files, problems);
        }

        CheckStore(cluster, isDevelopment, problems);
        if (cluster is { KeyPassword: not null, KeyFile: null })
        {
            problems.AddSecret($"{Section}:KeyPassword", "There is no key that it would open. Right is setting KeyFile too, or leaving it out.");
        }
    }

    private static void RefuseUnused(IEnumerable<(string Name, string? File)> files, SettingProblems problems)
    {
        foreach (var (name, file) in files.Where(file => file.File is not null))
        {
            problems.Add($"{Section}:{name}", file, "With provider Localhost nothing leaves the machine, which would leave it unused. Right is Platform:Cluster:Provider=Postgres or Redis, or leaving it out.");
        }
    }

    private static void CheckPlaintext(ClusterSettings cluster, bool isDevelopment, SettingProblems problems)
    {
        if (!isDevelopment && !cluster.AllowPlaintext)
        {
            problems.Add($"{Section}:CertificateFile", value: null, $"Outside Development silos and gateways may not talk unencrypted: whoever reaches a silo's ports could call its grains. Right is CertificateFile, KeyFile and CaFile, {RightPlaintext}");
        }
    }

    private static void CheckFiles(IEnumerable<(string Name, string? File)> files, SettingProblems problems)
    {
        foreach (var (name, file) in files)
        {
            if (file is null)
            {
                problems.Add($"{Section}:{name}", value: null, "Encryption needs the certificate, its key and the authority of all members. Right is all three of CertificateFile, KeyFile and CaFile, or none.");
            }
            else if (!File.Exists(file))
            {
                problems.Add($"{Section}:{name}", file, $"There is no such file ({Path.GetFullPath(file)}). Right is a PEM file.");
            }
        }
    }

    private static void CheckStore(ClusterSettings cluster, bool isDevelopment, SettingProblems problems)
    {
        if (isDevelopment || cluster.AllowPlaintext)
        {
            return;
        }

        if (cluster.Provider == ClusterProvider.Postgres && PostgresEncryption.IsMissing(cluster.ConnectionString))
        {
            problems.AddSecret($"{Section}:ConnectionString", $"Outside Development PostgreSQL may not be reached unencrypted, or where it could be anyone. Right is SSL Mode=VerifyFull in it, {RightPlaintext}");
        }

        if (cluster.Provider == ClusterProvider.Redis && IsPlaintextRedis(cluster.ConnectionString))
        {
            problems.AddSecret($"{Section}:ConnectionString", $"Outside Development Redis may not be reached unencrypted. Right is ssl=true in it, {RightPlaintext}");
        }
    }

    // One that can't be read is refused when it is used.
    private static bool IsPlaintextRedis(string? connectionString)
    {
        try
        {
            return connectionString is not null && !ConfigurationOptions.Parse(connectionString).Ssl;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
