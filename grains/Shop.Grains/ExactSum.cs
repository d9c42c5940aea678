using Platform.Processing;

namespace Shop.Grains;

/// <summary>Exact sums of money.</summary>
internal static class ExactSum
{
    /// <summary>The sum of both, exact to the last digit.</summary>
    /// <param name="left">An amount.</param>
    /// <param name="right">Another.</param>
    /// <exception cref="EventRejectedException">The sum has more digits than a decimal holds.</exception>
    public static decimal Of(decimal left, decimal right)
    {
        decimal sum;
        try
        {
            sum = left + right;
        }
        catch (OverflowException)
        {
            throw Overflow(left, right);
        }

        // A decimal that runs out of digits rounds without a word.
        return sum - left == right && sum - right == left ? sum : throw Overflow(left, right);
    }

    private static EventRejectedException Overflow(decimal left, decimal right) =>
        new("amount-overflow", $"The sum of {left} and {right} has more digits than can be kept.");
}
