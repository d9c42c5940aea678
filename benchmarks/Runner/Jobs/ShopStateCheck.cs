using System.Text.Json;

namespace Benchmarks;

/// <summary>Whether what the shop keeps is exactly what a script's events make of it.</summary>
internal sealed class ShopStateCheck(Bench bench, StartedJob job, OrderScript script, HttpClient http)
{
    private const int SampleCount = 500;

    /// <summary>Each creation and each payment has one notification.</summary>
    public async Task<string?> NotificationFaultAsync(CancellationToken stop)
    {
        var check = new NotificationCheck(script);
        await Task.Run(() => TopicReader.ReadAll(bench.Broker, OrderTopics.Notifications, check.Add, stop), stop);
        return check.Fault;
    }

    /// <summary>As many rows as orders.</summary>
    public async Task<string?> RowsFaultAsync(CancellationToken stop)
    {
        var rows = await bench.Postgres.ScalarAsync<long>(job.Database!, $"SELECT count(*) FROM grain_state WHERE convert_from(grain_key, 'UTF8') LIKE '{script.Prefix}-%' AND grain_type <> 'platform-position'", stop);
        return rows == script.Orders ? null : $"{rows} rows for {script.Orders} orders";
    }

    /// <summary>A sample of the orders, read over HTTP.</summary>
    public async Task<string?> OrdersFaultAsync(CancellationToken stop)
    {
        foreach (var order in Sample())
        {
            using var json = await GetAsync($"/orders/{script.OrderId(order)}", stop);
            var root = json.RootElement;
            var amount = OrderScript.Amount(order);
            if (root.GetProperty("status").GetString() != "paid" || root.GetProperty("amount").GetDecimal() != amount || root.GetProperty("paid").GetDecimal() != amount
                || root.GetProperty("userId").GetString() != script.UserId(order) || root.GetProperty("eventsApplied").GetInt64() != OrderScript.EventsPerOrder)
            {
                return $"{script.OrderId(order)} should be paid with {amount} and is {root.GetRawText()}";
            }
        }

        return null;
    }

    /// <summary>The sums of the groups behind the orders.</summary>
    public async Task<string?> OtherGroupsFaultAsync(CancellationToken stop) => await AnalyticsFaultAsync(stop) ?? await UsersFaultAsync(stop);

    private async Task<string?> AnalyticsFaultAsync(CancellationToken stop)
    {
        using var json = await GetAsync("/analytics/orders", stop);
        var total = json.RootElement.GetProperty("total");
        var sum = Enumerable.Range(0, script.Orders).Sum(OrderScript.Amount);
        return total.GetProperty("created").GetInt64() == script.Orders && total.GetProperty("revenue").GetDecimal() == sum && total.GetProperty("paid").GetDecimal() == sum
            ? null
            : $"the analytics of {script.Orders} orders of {sum} are {total.GetRawText()}";
    }

    private async Task<string?> UsersFaultAsync(CancellationToken stop)
    {
        var byUser = Enumerable.Range(0, script.Orders).ToLookup(script.UserId);
        foreach (var orders in byUser.Take(SampleCount / 10))
        {
            using var json = await GetAsync($"/users/{orders.Key}", stop);
            var sum = orders.Sum(OrderScript.Amount);
            if (json.RootElement.GetProperty("orders").GetInt64() != orders.Count() || json.RootElement.GetProperty("spent").GetDecimal() != sum)
            {
                return $"{orders.Key} with {orders.Count()} orders of {sum} is {json.RootElement.GetRawText()}";
            }
        }

        return null;
    }

    private IEnumerable<int> Sample() => Enumerable.Range(0, Math.Min(SampleCount, script.Orders)).Select(i => (int)((long)i * script.Orders / Math.Min(SampleCount, script.Orders)));

    private async Task<JsonDocument> GetAsync(string path, CancellationToken stop)
    {
        using var response = await http.GetAsync(new Uri(job.Url + path), stop);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(stop))
            : JsonDocument.Parse($$"""{"status":"HTTP {{(int)response.StatusCode}}","amount":0,"paid":0,"userId":"","eventsApplied":0,"orders":0,"spent":0,"total":{"created":0,"revenue":0,"paid":0} }""");
    }
}
