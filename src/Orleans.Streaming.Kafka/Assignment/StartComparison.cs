namespace Orleans.Streaming.Kafka;

/// <summary>
/// Decides whether the log an assignment begins to read is the one its start was committed in. Pure. Owned by the consume thread.
/// </summary>
/// <remarks>
/// The client compares epochs with the leader (KIP-320) when the leader changes under an assignment, not where one begins. A log
/// that was truncated below the start and has grown beyond it again shows by the epoch of the record just below: one newer than
/// the start's was written later. Only where the first record has a newer epoch can that be. A record below that is gone, or
/// never was one (a transaction's marker), can't be compared; reading goes on then.
/// </remarks>
internal sealed class StartComparison(OffsetAndEpoch start)
{
    private enum Step
    {
        First,
        Below,
        Done,
    }

    private Step _step = start.Epoch < 0 || start.Offset == 0 ? Step.Done : Step.First;

    /// <summary>Takes in a record that was read.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="epoch">Its leader epoch, or null where the broker gives none.</param>
    public StartVerdict Judge(long offset, int? epoch)
    {
        switch (_step)
        {
            case Step.First when epoch > start.Epoch:
                _step = Step.Below;
                return StartVerdict.LookBelow;
            case Step.Below when offset < start.Offset:
                _step = Step.Done;
                return epoch > start.Epoch ? StartVerdict.Truncated : StartVerdict.Skip;
            default:
                _step = Step.Done;
                return StartVerdict.Read;
        }
    }
}
