using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Platform.Hosting;
using Platform.Hosting.Admin;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Fuzz.Targets;

/// <summary>The routes below <c>/admin/quarantine</c>, in front of a cluster that has nothing in quarantine.</summary>
internal sealed class QuarantineTarget : ITarget
{
    private static readonly string[] Names = ["errorType", "after", "limit", "from"];
    private static readonly byte[][] Samples = [.. new[] { """{"reason":"r","sequence":1}""", """{"errorType":"amount-overflow"}""" }.Select(Encoding.UTF8.GetBytes)];
    private static readonly QuarantineOperations Operations = new(DispatchProxy.Create<IGrainFactory, Grains>(), new Connected());

    public string? Try(Input input)
    {
        var context = new DefaultHttpContext();
        context.Request.Query = new QueryCollection(Names.Where(_ => input.Below(2) == 0).ToDictionary(name => name, _ => new StringValues(input.Text())));
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(input.Json(Samples));

        // A segment of a path is never empty.
        (context.Request.RouteValues["grain"], context.Request.RouteValues["key"]) = (Segment(input), Segment(input));
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = input.Text();
        Task answered = input.Below(6) switch
        {
            0 => QuarantineHandlers.ListAsync(context, Operations),
            1 => QuarantineHandlers.GetAsync(context, Operations),
            2 => QuarantineHandlers.RedriveAsync(context, Operations),
            3 => QuarantineHandlers.DropAsync(context, Operations, CancellationToken.None),
            4 => QuarantineHandlers.GetRedriveAsync(context, Operations),
            _ => QuarantineHandlers.RedriveAllAsync(context, Operations, CancellationToken.None),
        };
        try
        {
            answered.GetAwaiter().GetResult();
        }
        catch (BadHttpRequestException)
        {
            // An answer.
        }

        return null;
    }

    private static string Segment(Input input) => input.Text() is { Length: > 0 } text ? text : "-";

    private sealed class Connected : IClusterConnection
    {
        public bool IsConnected => true;
    }

#pragma warning disable CA1852, CA2012 // A proxy is derived from each; what it returns is the called method's result.
    /// <summary>Gives the directory, the bulk redrive, and any entity.</summary>
    internal class Grains : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.ReturnType == typeof(IQuarantineDirectory) ? DispatchProxy.Create<IQuarantineDirectory, Directory>()
            : targetMethod.ReturnType == typeof(IBulkRedrive) ? DispatchProxy.Create<IBulkRedrive, BulkRedrive>()
            : targetMethod.ReturnType == typeof(IEntityOperations) ? DispatchProxy.Create<IEntityOperations, Entity>()
            : throw new NotSupportedException(targetMethod.Name);
    }

    /// <summary>Names the grain of each question, as the real one does, and has nothing.</summary>
    internal class Directory : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (args is [string grain, string key, ..])
            {
                _ = GrainId.Create(grain, key);
            }

            return targetMethod!.Name switch
            {
                nameof(IQuarantineDirectory.List) => ValueTask.FromResult<QuarantinedEntity[]>([]),
                nameof(IQuarantineDirectory.Find) => ValueTask.FromResult<QuarantinedEntity?>(null),
                _ => ValueTask.FromResult<ParkedEvent[]>([]),
            };
        }
    }

    /// <summary>Knows of no redrive, and begins each.</summary>
    internal class BulkRedrive : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => ValueTask.FromResult(
            targetMethod!.Name == nameof(IBulkRedrive.Begin) ? new BulkRedriveReport { ErrorType = (string)args![0]!, BegunAt = DateTimeOffset.UnixEpoch } : null);
    }

    /// <summary>Is not in quarantine.</summary>
    internal class Entity : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => ValueTask.FromResult<long?>(null);
    }
#pragma warning restore CA1852, CA2012
}
