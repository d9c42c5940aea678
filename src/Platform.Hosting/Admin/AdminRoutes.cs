namespace Platform.Hosting.Admin;

/// <summary>
/// The operators' routes, for the scope <c>admin</c> or at the operators' address. Outside Development they are not there (404) unless
/// <c>Platform:Admin:Enabled</c> says so.
/// </summary>
internal static class AdminRoutes
{
    /// <summary>Maps the routes.</summary>
    public static void MapAdmin(this WebApplication app)
    {
        var admin = app.MapGroup("/admin").RequireOperator(Scopes.Admin).DisableRateLimiting();
        admin.MapGet("/quarantine", QuarantineHandlers.ListAsync);
        admin.MapGet("/quarantine/{grain}/{key}", QuarantineHandlers.GetAsync);
        admin.MapPost("/quarantine/{grain}/{key}/redrive", QuarantineHandlers.RedriveAsync);
        admin.MapPost("/quarantine/{grain}/{key}/drop", QuarantineHandlers.DropAsync);
        admin.MapPost("/redrive", QuarantineHandlers.RedriveAllAsync);
        admin.MapGet("/redrive", QuarantineHandlers.GetRedriveAsync);
        admin.MapGet("/dead-letters", DeadLetterHandlers.ListAsync);
        admin.MapGet("/dead-letters/{topic}/{partition:int}/{offset:long}", DeadLetterHandlers.GetAsync);
        admin.MapPost("/dead-letters/{topic}/{partition:int}/{offset:long}/reinject", DeadLetterHandlers.ReinjectAsync);
        admin.MapPost("/partitions/{group}/{topic}/{partition:int}/resume", PartitionHandlers.ResumeAsync);
    }
}
