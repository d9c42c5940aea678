using Microsoft.Extensions.Options;
using Platform.Configuration;
using Platform.Hosting.Storage;
using Platform.Persistence;

namespace Platform.Hosting.Startup;

/// <summary>What a failed start says to the person who configured it. Pure.</summary>
internal static class StartErrors
{
    /// <summary>The refusal that an exception stands for, or null where it is a bug or nobody's setting.</summary>
    /// <param name="exception">What ended the start.</param>
    /// <param name="database">Where state is kept.</param>
    public static PlatformConfigurationException? Find(Exception exception, IStateDatabase database) => exception switch
    {
        PlatformConfigurationException fault => fault,
        PersistenceException { IsTransient: true } fault => new PlatformConfigurationException([
            $"The database did not answer: {fault.Message.TrimEnd('.')}.\nIt was waited for as long as Platform:StartTimeout (environment: Platform__StartTimeout) says. Right is {database.Description} in operation, or another database in Platform:Storage:ConnectionString.",
        ]),
        PersistenceException fault => database.Refuse(fault.Message.TrimEnd('.') + "."),
        OrleansConfigurationException fault => new PlatformConfigurationException([fault.Message]),
        OptionsValidationException fault => new PlatformConfigurationException([.. fault.Failures]),
        AggregateException many => many.InnerExceptions.Select(inner => Find(inner, database)).FirstOrDefault(fault => fault is not null),
        { InnerException: { } inner } => Find(inner, database),
        _ => null,
    };
}
