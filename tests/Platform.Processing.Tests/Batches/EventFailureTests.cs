namespace Platform.Processing.Tests;

/// <summary>The texts of a failure are short, plain, and say nothing of anybody.</summary>
public sealed class EventFailureTests
{
    private const string Hostile = "a\r\n12:00:00 fail: forged\u001b[2J\u0085\u2028\u202e\0\ud800b";

    private static readonly TestPayload Payload = new() { Do = "add", Name = "ada@example.org", Text = "12 Main Street" };

    [Fact]
    public void Failure_OfTheRules_IsOneLineOfPlainText()
    {
        var failure = EventFailure.Of(new EventRejectedException("t\ny", Hostile), Payload);

        Assert.Equal(("t?y", "a??12:00:00 fail: forged?[2J?????b"), (failure.ErrorType, failure.Error));
    }

    [Fact]
    public void Failure_OfWhatRulesShouldNotThrow_LeavesOutThePayloadsTexts()
    {
        var failure = EventFailure.Of(new FormatException("The input string 'Ada@example.org' of 12 Main Street was not in a correct format."), Payload);

        Assert.Equal(("handler-failed", "FormatException: The input string '…' of … was not in a correct format."), (failure.ErrorType, failure.Error));
    }

    [Fact]
    public void Failure_WithALongText_IsCut()
    {
        var failure = EventFailure.Of(new EventRejectedException("long", new string('x', 5_000)), Payload);

        Assert.Equal((1_000, 400), (failure.Error.Length, failure.ShortError.Length));
        Assert.EndsWith("…", failure.ShortError, StringComparison.Ordinal);
    }
}
