using Microsoft.OpenApi;

namespace Shop.Gateway.OpenApi;

/// <summary>What the OpenAPI document says about a route beyond what its handler's type says.</summary>
internal sealed record OperationDescription
{
    /// <summary>One line.</summary>
    public required string Summary { get; init; }

    /// <summary>What the caller can rely on.</summary>
    public required string Description { get; init; }

    /// <summary>Path, query and header parameters.</summary>
    public IReadOnlyList<OpenApiParameter> Parameters { get; init; } = [];

    /// <summary>The body, or null for none.</summary>
    public OpenApiRequestBody? Body { get; init; }

    /// <summary>The statuses of the problems it may answer, apart from 400, 401, 403, 429 and 503.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];
}
