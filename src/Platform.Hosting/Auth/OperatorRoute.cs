namespace Platform.Hosting.Auth;

/// <summary>At which address a route is, where operators have one of their own. A route that says nothing is not there.</summary>
/// <param name="IsAlsoPublic">Whether it is at the public address, too.</param>
internal sealed record OperatorRoute(bool IsAlsoPublic)
{
    /// <summary>At the operators' address only.</summary>
    public static OperatorRoute Only { get; } = new(IsAlsoPublic: false);

    /// <summary>At both.</summary>
    public static OperatorRoute Both { get; } = new(IsAlsoPublic: true);
}
