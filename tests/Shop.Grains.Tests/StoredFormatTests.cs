using Shop.Events;
using Shop.Grains.Analytics;
using Shop.Grains.Notifications;
using Shop.Grains.Orders;
using Shop.Grains.Users;

namespace Shop.Grains.Tests;

/// <summary>What the shop stores: states, events that wait in them, and texts. A build that does not know one drops it or can't read it, so it comes with a format that such a build rejects.</summary>
public sealed class StoredFormatTests
{
    private static readonly Type[] States = [typeof(OrderState), typeof(UserState), typeof(OrderAnalyticsState), typeof(NotificationState),
        // How figures are stored is internal to their assembly.
        typeof(OrderFigures).Assembly.GetType("Shop.Grains.Analytics.OrderFiguresSurrogate", throwOnError: true)!];

    [Fact]
    public void Stored_AreTheFieldsAndTextsOfTheFormatThatIsSet()
    {
        string[] now = [.. StoredShape.Of([.. States, .. ShopEvents.Catalog.Types.Select(type => type.PayloadType)]), .. StoredTexts.All.Select((text, place) => $"text {place:00} {text}")];
        var file = FileOf(StoredTexts.Format);

        Assert.True(
            File.Exists(file) && File.ReadAllLines(file).SequenceEqual(now),
            $"What is stored has changed without a format: follow docs/stored-format.md, raise {nameof(StoredTexts)}.{nameof(StoredTexts.Format)}, and add {Path.GetFileName(file)} with{Environment.NewLine}{string.Join(Environment.NewLine, now)}");
    }

    [Fact]
    public void Stored_WhatAnOlderFormatHas_IsInEveryNewerOne()
    {
        for (var format = 2; format <= StoredTexts.Format; format++)
        {
            Assert.Empty(File.ReadAllLines(FileOf(format - 1)).Except(File.ReadAllLines(FileOf(format))));
        }
    }

    private static string FileOf(int format) => Path.Combine(AppContext.BaseDirectory, "Formats", $"format-{format}.txt");
}
