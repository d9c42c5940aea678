namespace Orleans.Streaming.Kafka.Tests.Dispatching;

public sealed class DispatchOrderTests
{
    private readonly DispatchOrder _order = new(window: 800, callsMax: 100);

    [Fact]
    public void Next_IsThePartitionWithTheOldestHead_UntilTheNextOldest()
    {
        var (a, b, c) = (Add(head: 30), Add(head: 10), Add(head: 20));

        var run = Next();

        Assert.Same(b, run.Source);
        Assert.Equal((100, 20, true), (run.CountMax, run.Until, run.HasOthers));
        Assert.Same(c, Next().Source);
        Assert.Same(a, Next().Source);
    }

    [Fact]
    public void Next_PassesOverWhatIsEmptyClosedOrBusy()
    {
        Add(DispatchSource.Nothing);
        Add(head: 1).IsOpen = false;
        var busy = Add(head: 2);
        busy.IsBusy = true;
        var last = Add(head: 3);

        var run = Next();

        Assert.Same(last, run.Source);
        Assert.Equal((DispatchSource.Nothing, false), (run.Until, run.HasOthers));
        Assert.Null(_order.Next(out var lacksRoom));
        Assert.False(lacksRoom);
    }

    [Fact]
    public void Next_TakesAnEighthOfTheWindowForOnePartition_AndTheOthersGoOn()
    {
        var (old, young) = (Add(head: 1), Add(head: 2));

        var first = Next();
        _order.Done(first, 100);
        var second = Next();

        Assert.Same(old, first.Source);
        Assert.Same(young, second.Source);
        _order.GiveBack(old, 1);
        Assert.Equal((old, 1), (Next() is var third ? third.Source : null, third.CountMax));
    }

    [Fact]
    public void Next_WhenTheWindowIsFull_IsNothingUntilPlacesAreGivenBack()
    {
        var sources = Enumerable.Range(0, 9).Select(i => Add(head: i)).ToList();
        for (var i = 0; i < 8; i++)
        {
            _order.Done(Next(), 100);
        }

        Assert.Null(_order.Next(out var lacksRoom));

        Assert.True(lacksRoom);
        _order.GiveBack(sources[5], 7);
        var run = Next();
        Assert.Equal((sources[5], 7), (run.Source, run.CountMax));
        Assert.Equal(800, _order.Places);
    }

    [Fact]
    public void Done_GivesBackWhatWasTakenForRecordsThatWereNotThere()
    {
        var source = Add(head: 1);

        _order.Done(Next(), 3);

        Assert.Equal((3, 3, false), (_order.Places, source.Places, source.IsBusy));
    }

    [Fact]
    public void Next_AmongHeadsOfOneTime_TakesTurns()
    {
        var sources = Enumerable.Range(0, 3).Select(_ => Add(head: 5)).ToList();

        var chosen = Enumerable.Range(0, 6).Select(_ =>
        {
            var run = Next();
            _order.Done(run, 0);
            return sources.IndexOf(run.Source);
        });

        Assert.Equal([0, 1, 2, 0, 1, 2], chosen);
    }

    [Fact]
    public void NextReady_IsThePartitionWhoseReadyEntityHasTheOldestEvent_WhetherOrNotItIsOpen()
    {
        var (young, old, youngest) = (Add(DispatchSource.Nothing), Add(DispatchSource.Nothing), Add(head: 1));
        (young.ReadyHead, old.ReadyHead, youngest.ReadyHead, old.IsOpen) = (20, 10, 30, false);

        Assert.Same(old, _order.NextReady(out var until, out _));
        Assert.Equal(20, until);
        (old.ReadyHead, young.ReadyHead, youngest.ReadyHead) = (DispatchSource.Nothing, DispatchSource.Nothing, DispatchSource.Nothing);
        Assert.Null(_order.NextReady(out _, out _));
        Assert.True(_order.HasNext(out _));
        Assert.Same(youngest, Next().Source);
    }

    [Fact]
    public void NextReady_AmongCallsAboveTheirShares_LeavesTheShareOfEachOtherPartition()
    {
        var (busy, idle, last) = (AddReady(10), AddReady(20), AddReady(30));

        // A share is 100 / 2 / 3 = 16.
        Assert.Equal(100 - (2 * 16), CallAll(busy));
        Assert.Same(idle, _order.NextReady(out _, out var lacksRoom));
        Assert.True(lacksRoom);
        Assert.Equal((16, 16), (CallAll(idle), CallAll(last)));
        Assert.Equal(100, _order.Calls);
        Assert.Null(_order.NextReady(out _, out lacksRoom));
        Assert.True(lacksRoom);

        _order.ChangeCalls(last, -1);
        Assert.Same(last, _order.NextReady(out _, out _));
        _order.ChangeCalls(busy, -40);
        Assert.Same(busy, _order.NextReady(out _, out lacksRoom));
        Assert.False(lacksRoom);
    }

    [Fact]
    public void NextReady_OfAPartitionAlone_HasAllCalls_AndOfMorePartitionsThanCalls_OneEach()
    {
        var order = new DispatchOrder(800, callsMax: 4);
        var sources = Enumerable.Range(0, 10).Select(i => new DispatchSource(static _ => 0) { ReadyHead = i }).ToList();
        order.Add(sources[0]);
        Assert.Equal(4, CallAll(order, sources[0]));
        order.ChangeCalls(sources[0], -4);

        sources.Skip(1).ToList().ForEach(order.Add);

        Assert.All(sources, source => Assert.Equal(1, CallAll(order, source)));
        sources.Take(9).ToList().ForEach(order.Remove);
        Assert.True(order.MayCall(sources[9]));
    }

    /// <summary>Partitions whose calls begin and end as they like.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Calls_UnderRandomLoads_StayWithinTheirLimit_AndNoPartitionIsWithoutItsShare(int seed)
    {
        var random = new Random(seed);
        var sources = Enumerable.Range(0, 12).Select(i => AddReady(i)).ToList();
        for (var step = 0; step < 20_000; step++)
        {
            var source = sources[random.Next(sources.Count)];
            if (random.Next(2) == 0)
            {
                _order.ChangeCalls(source, -random.Next(source.Calls + 1));
            }
            else if (_order.MayCall(source))
            {
                _order.ChangeCalls(source, 1);
            }
            else
            {
                Assert.InRange(source.Calls, 100 / 2 / 12, 100);
            }

            Assert.InRange(_order.Calls, 0, 100);
        }
    }

    /// <summary>Records arrive, are dispatched and finish as they like; some partitions hang for a while, some are closed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Order_UnderRandomArrivalsHangsAndStops_DispatchesEverythingWithinTheWindow(int seed)
    {
        const int Window = 64;
        var random = new Random(seed);
        var order = new DispatchOrder(Window, callsMax: 16);
        var partitions = Enumerable.Range(0, 12).Select(_ => new Partition()).ToList();
        partitions.ForEach(p => order.Add(p.Source));
        var running = new List<DispatchRun>();
        long now = 0;

        for (var step = 0; step < 20_000; step++)
        {
            Step(random, order, partitions, running, ref now);
            Assert.InRange(order.Places, 0, Window);
            Assert.Equal(order.Places, partitions.Sum(p => p.Source.Places));
        }

        partitions.ForEach(p => (p.Source.IsOpen, p.Hangs) = (true, false));
        for (var rest = 0; rest < 100_000 && partitions.Exists(p => p.Buffered.Count > 0); rest++)
        {
            Advance(order, partitions, running);
            Finish(order, partitions[rest % partitions.Count]);
        }

        Assert.All(partitions, p =>
        {
            Assert.Empty(p.Buffered);
            Assert.Equal(Enumerable.Range(0, p.Dispatched.Count), p.Dispatched);
            Assert.Equal(p.Next, p.Dispatched.Count);
        });
    }

    [Fact]
    public void Order_WhilePartitionsHang_LetsTheOthersFinish()
    {
        const int Window = 64;
        var order = new DispatchOrder(Window, callsMax: 16);
        var partitions = Enumerable.Range(0, 12).Select(_ => new Partition()).ToList();
        partitions.ForEach(p => order.Add(p.Source));
        var running = new List<DispatchRun>();
        for (var i = 0; i < 12 * 100; i++)
        {
            partitions[i % 12].Add(i);
        }

        for (var step = 0; step < 1_000; step++)
        {
            Advance(order, partitions, running);
            foreach (var p in partitions.Skip(4))
            {
                Finish(order, p);
            }
        }

        Assert.All(partitions.Take(4), p => Assert.Equal(Window / 8, p.Dispatched.Count));
        Assert.All(partitions.Skip(4), p => Assert.Equal(100, p.Dispatched.Count));
    }

    private DispatchSource AddReady(long head)
    {
        var source = Add(DispatchSource.Nothing);
        source.ReadyHead = head;
        return source;
    }

    private int CallAll(DispatchSource source) => CallAll(_order, source);

    private static int CallAll(DispatchOrder order, DispatchSource source)
    {
        while (order.MayCall(source))
        {
            order.ChangeCalls(source, 1);
        }

        return source.Calls;
    }

    private static void Step(Random random, DispatchOrder order, List<Partition> partitions, List<DispatchRun> running, ref long now)
    {
        var p = partitions[random.Next(partitions.Count)];
        switch (random.Next(10))
        {
            case < 3:
                p.Add(now += random.Next(3));
                break;
            case < 6:
                Advance(order, partitions, running, random.Next(3) == 0);
                break;
            case 6:
                // Its entities do not answer: in the end their places are given back, and no record holds one.
                p.Hangs = !p.Hangs;
                order.GiveBack(p.Source, p.Source.IsBusy ? 0 : p.Source.Places);
                break;
            case 7:
                p.Source.IsOpen = random.Next(4) > 0;
                break;
            default:
                Finish(order, p);
                break;
        }
    }

    // Two are dispatched at a time; none is begun that is not the oldest of those that may go.
    private static void Advance(DispatchOrder order, List<Partition> partitions, List<DispatchRun> running, bool leavesOpen = false)
    {
        if (running.Count < 2 && order.Next(out _) is { } run)
        {
            var others = partitions.Where(p => p.Source != run.Source && p.Source is { IsOpen: true, IsBusy: false, Places: < 8 });
            Assert.All(others, p => Assert.True(p.Source.Head >= run.Source.Head));
            running.Add(run);
        }

        if (running.Count > 0 && !leavesOpen)
        {
            var done = running[0];
            running.RemoveAt(0);
            order.Done(done, partitions.Single(p => p.Source == done.Source).Dispatch(done));
        }
    }

    private static void Finish(DispatchOrder order, Partition p)
    {
        if (!p.Hangs && p.Source is { IsBusy: false, Places: > 0 })
        {
            order.GiveBack(p.Source, 1);
        }
    }

    private DispatchSource Add(long head)
    {
        var source = new DispatchSource(static _ => 0) { Head = head, IsOpen = true };
        _order.Add(source);
        return source;
    }

    private DispatchRun Next() => _order.Next(out _) ?? throw new InvalidOperationException("Nothing is next.");

    /// <summary>A partition's records by their timestamps; dispatched ones by their place.</summary>
    private sealed class Partition
    {
        public DispatchSource Source { get; } = new(static _ => 0) { IsOpen = true };

        public Queue<(long Time, int Index)> Buffered { get; } = new();

        public List<int> Dispatched { get; } = [];

        public bool Hangs { get; set; }

        public int Next { get; private set; }

        public void Add(long time)
        {
            Buffered.Enqueue((time, Next++));
            Source.Head = Buffered.Peek().Time;
        }

        public int Dispatch(DispatchRun run)
        {
            var count = 0;
            for (; count < run.CountMax && Buffered.TryPeek(out var next) && (count == 0 || next.Time <= run.Until); count++)
            {
                Dispatched.Add(Buffered.Dequeue().Index);
            }

            Source.Head = Buffered.TryPeek(out var head) ? head.Time : DispatchSource.Nothing;
            return count;
        }
    }
}
