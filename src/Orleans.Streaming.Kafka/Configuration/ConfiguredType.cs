using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Streaming.Kafka;

/// <summary>Types that configuration names.</summary>
internal static class ConfiguredType
{
    /// <summary>The type of a name that is assignable to another, or null.</summary>
    /// <param name="name">Its full name, with the assembly where that is not loaded yet.</param>
    /// <param name="wanted">What it must be.</param>
    public static Type? Find(string name, Type wanted)
    {
        var type = Type.GetType(name) ?? AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(found => found is not null);
        return wanted.IsAssignableFrom(type) ? type : null;
    }

    /// <summary>Adds the class that a setting names, where there is one, as the provider's service.</summary>
    /// <typeparam name="TService">What it must be.</typeparam>
    /// <exception cref="OrleansConfigurationException">There is no such class.</exception>
    public static void Add<TService>(IServiceCollection services, string provider, IConfiguration section, string key)
        where TService : class
    {
        if (section[key] is null)
        {
            return;
        }

        var type = Class<TService>(section, key);
        services.AddKeyedSingleton(provider, (container, _) => (TService)ActivatorUtilities.GetServiceOrCreateInstance(container, type));
    }

    /// <summary>The class that a setting names.</summary>
    /// <typeparam name="TService">What it must be.</typeparam>
    /// <exception cref="OrleansConfigurationException">There is no such class.</exception>
    public static Type Class<TService>(IConfiguration section, string key)
        where TService : class
    {
        if (Find(section[key]!, typeof(TService)) is { IsClass: true, IsAbstract: false } type)
        {
            return type;
        }

        var path = section is IConfigurationSection { Path: var above } ? $"{above}:{key}" : key;
        throw new OrleansConfigurationException($"{path} is \"{section[key]}\", but no loaded assembly has such a class that is an {typeof(TService).Name}. Right is its full name, with the assembly where that is not loaded yet: \"MyApp.My{key}, MyApp\".");
    }
}
