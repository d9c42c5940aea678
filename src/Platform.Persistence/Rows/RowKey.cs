namespace Platform.Persistence.Rows;

/// <summary>Names a row within one service: the state's name and the grain it belongs to.</summary>
internal readonly record struct RowKey(string StateName, GrainId GrainId)
{
    public override string ToString() => $"{GrainId} ({StateName})";
}
