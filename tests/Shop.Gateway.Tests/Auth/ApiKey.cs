using System.Security.Cryptography;
using System.Text;

namespace Shop.Gateway.Tests.Auth;

/// <summary>An API key, and the settings that know it.</summary>
internal static class ApiKey
{
    public static string[] Settings(string name, string key, string scopes) =>
    [
        $"--Platform:Auth:ApiKeys:{name}:Sha256={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}",
        $"--Platform:Auth:ApiKeys:{name}:Scopes={scopes}",
    ];
}
