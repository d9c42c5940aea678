using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

/// <summary>How many entities stay active, and which go.</summary>
public sealed class LocalEntitiesTests
{
    private readonly LocalEntities _entities = new(10, new EntityClaims(), new LateWrites(TimeProvider.System, TimeSpan.Zero));

    [Fact]
    public void Entity_WhenOneMoreThanMayBeIsAdded_IsTheOneThatWasNotUsedForLongest()
    {
        var all = Add(10);
        all[0].IsUsed = true;

        Add(1);

        Assert.Equal([all[1]], all.Where(entity => entity.HasEnded));
    }

    [Fact]
    public void Entity_WhenItIsBusy_StaysHoweverManyThereAre()
    {
        var busy = Add(10, isIdle: false);

        var others = Add(100);

        Assert.DoesNotContain(busy, entity => entity.HasEnded);
        Assert.True(others.Count(entity => !entity.HasEnded) <= 10);
    }

    [Fact]
    public void Entities_WhenAllWereUsed_AreWithinTheLimitAllTheSame()
    {
        var all = Add(1_000, isUsed: true);

        Assert.Equal(10, all.Count(entity => !entity.HasEnded));
    }

    [Fact]
    public void Entity_WhenItEndedByItself_IsNotCounted()
    {
        var ended = Add(10);
        for (var i = 0; i < ended.Count; i++)
        {
            _entities.Remove(IdOf(ended[i]), ended[i]);
        }

        var others = Add(10);

        Assert.DoesNotContain(others, entity => entity.HasEnded);
    }

    [Fact]
    public void Entities_WhenTheyEndByThemselves_AreNotKept()
    {
        var active = Add(5);
        for (var i = 0; i < 1_000; i++)
        {
            var ended = Add(1)[0];
            _entities.Remove(IdOf(ended), ended);
        }

        Assert.True(_entities.InLine <= 40, $"{_entities.InLine} are in line.");
        Assert.DoesNotContain(active, entity => entity.HasEnded);
    }

    [Fact]
    public void Batch_WhenItsEntityIsNotHere_IsNotTaken() =>
        Assert.False(_entities.TryReceive(GrainId.Create("test", "elsewhere"), Deliveries.Batch(), new ReceiveCall(), isWhole: true));

    private List<FakeEntity> Add(int count, bool isIdle = true, bool isUsed = false)
    {
        var added = new List<FakeEntity>();
        for (var i = 0; i < count; i++)
        {
            var entity = new FakeEntity { IsIdle = isIdle, IsUsed = isUsed };
            added.Add(entity);
            _entities.Add(IdOf(entity), entity);
        }

        return added;
    }

    private static GrainId IdOf(FakeEntity entity) => GrainId.Create("test", entity.Name);

    private sealed class FakeEntity : ILocalEntity
    {
        public string Name { get; } = $"{Guid.NewGuid():N}";

        public bool IsIdle { get; init; }

        public bool IsUsed { get; set; }

        public bool HasEnded { get; private set; }

        public bool TakeUse()
        {
            var isUsed = IsUsed;
            IsUsed = false;
            return isUsed;
        }

        public bool TryReceive(EventBatch batch, IBatchCallback callback) => false;

        public void GiveUp() => HasEnded = true;

        public bool TryEnd()
        {
            HasEnded |= IsIdle;
            return IsIdle;
        }
    }
}
