using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The framework knows no application: nothing in its sources, examples included, is the shop's.</summary>
public sealed partial class FrameworkRules
{
    [Fact]
    public void Framework_NamesNothingOfTheShop()
    {
        var found = Files()
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (File: file, Number: index + 1, Line: line)))
            .Where(at => !TestedByTheShop.IsMatch(at.Line))
            .SelectMany(at => OfTheShop.Matches(at.Line).Select(word => $"{Path.GetRelativePath(Repository.Root, at.File)}:{at.Number}: {word.Value}"));

        Assert.Equal("", string.Join("\n", found));
    }

    [Theory]
    [InlineData("Topic(\"orders.created\")")]
    [InlineData("Topic(\"orders\")")]
    [InlineData("<c>order.created</c>")]
    [InlineData("the grain <c>order</c>")]
    [InlineData("named order/42")]
    [InlineData("string orderId")]
    [InlineData("created.OrderId")]
    [InlineData("IOrderGrain")]
    [InlineData("new OrderCreated()")]
    [InlineData("user.updated")]
    [InlineData("users.registered")]
    [InlineData("IUserGrain")]
    [InlineData("updated.UserId")]
    [InlineData("a negative payment")]
    [InlineData("PaymentProcessed")]
    [InlineData("AsStream(\"notifications\")")]
    [InlineData("sends an e-mail")]
    [InlineData("Platform.Emails")]
    [InlineData("BasketState")]
    [InlineData("namespace Shop.Events")]
    [InlineData("Alias(\"shop.state\")")]
    public void Word_OfTheShop_IsFound(string line) => Assert.Matches(OfTheShop, line);

    [Theory]
    [InlineData("in order, one after another")]
    [InlineData("entries.OrderBy(entry => entry.Key)")]
    [InlineData("in the order of their declaration")]
    [InlineData("order = 1")]
    [InlineData("UserAgent")]
    [InlineData("QueueDistributionChangeNotification()")]
    [InlineData("Username")]
    public void Word_ThatIsNotTheShops_IsNotFound(string line) => Assert.DoesNotMatch(OfTheShop, line);

    private static IEnumerable<string> Files() => new[] { "*.cs", "*.csproj", "*.props", "*.md" }
        .SelectMany(pattern => Directory.EnumerateFiles(Repository.Find("src"), pattern, SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    // "order" alone is a sequence's, "user" alone a person's.
    [GeneratedRegex(
        """
        \borders\b | \border\.[a-z] | \border/ | <c>order</c> | [oO]rderId | \bI?Order(?!By|ed|ing)[A-Z]\w* |
        \buser\.[a-z] | \busers\. | \b[uU]serId | \bI?User(Grain|State|View|Registered|Updated)\w* |
        \b[pP]ayments?\b | \bPayment[A-Z]\w* | \b[nN]otifications?\b | \bI?Notification[A-Z]\w* |
        \b[bB]asket\w* | \b[eE]-?mails?\b | \b[sS]hop\b
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfTheShop { get; }

    // The shop's tests look into the framework; what it ships does not depend on them.
    [GeneratedRegex("<InternalsVisibleTo Include=\"Shop[.][A-Za-z]+[.]Tests\" />", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestedByTheShop { get; }
}
