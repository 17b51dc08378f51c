namespace Berth.Storage.Tests;

public sealed class UnitQueueTests
{
    private readonly SemaphoreSlim started = new(0);
    private readonly SemaphoreSlim go = new(0);
    private readonly List<string> written = [];

    [Fact]
    public async Task What_arrives_while_one_is_written_goes_together_into_the_next()
    {
        await using var queue = Queue();
        var first = queue.Run("1", 0, default);
        await started.WaitAsync();
        var later = Enumerable.Range(0, 300).Select(_ => queue.Run("x", 0, default)).ToList();
        go.Release(3);
        await Task.WhenAll([first, .. later]);
        Assert.Equal(["1", string.Concat(Enumerable.Repeat("x", 256)), string.Concat(Enumerable.Repeat("x", 44))], written);
    }

    [Fact]
    public async Task Large_ones_do_not_pile_up_in_one_transaction()
    {
        await using var queue = Queue();
        var first = queue.Run("1", 0, default);
        await started.WaitAsync();
        var later = ((string[])["a", "b", "c"]).Select(w => queue.Run(w, 4 << 20, default)).ToList();
        later.Add(queue.Run("d", 100 << 20, default));
        go.Release(4);
        await Task.WhenAll([first, .. later]);
        Assert.Equal(["1", "ab", "c", "d"], written);
    }

    [Fact]
    public async Task A_failed_transaction_fails_its_units_and_no_others()
    {
        await using var queue = Queue();
        go.Release(3);
        await Assert.ThrowsAsync<IOException>(() => queue.Run("broken", 0, default));
        await Assert.ThrowsAsync<StoreConflictException>(() => queue.Run("refused", 0, default));
        await queue.Run("good", 0, default);
        Assert.Equal("good", written[^1]);
    }

    [Fact]
    public async Task Whoever_gives_up_before_its_turn_is_not_written_and_whoever_is_being_written_waits_for_the_outcome()
    {
        await using var queue = Queue();
        using var cancelled = new CancellationTokenSource();
        var first = queue.Run("1", 0, cancelled.Token);
        await started.WaitAsync();
        var second = queue.Run("2", 0, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        go.Release(2);
        await first;
        await queue.Run("3", 0, default);
        Assert.Equal(["1", "3"], written);
    }

    [Fact]
    public async Task A_unit_whose_turn_does_not_come_is_told_so_and_is_never_written()
    {
        await using var queue = Queue(TimeSpan.FromMilliseconds(50));
        var first = queue.Run("1", 0, default);
        await started.WaitAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => queue.Run("2", 0, default));
        go.Release(2);
        await first;
        Assert.Equal(["1"], written);
    }

    private UnitQueue<string> Queue(TimeSpan? patience = null) => new(
        async batch =>
        {
            started.Release();
            await go.WaitAsync();
            if (batch[0].Work == "broken") throw new IOException("The disk is gone.");
            if (batch[0].Work == "refused") batch[0].Failure = new StoreConflictException("k", "a");
            written.Add(string.Concat(batch.Select(u => u.Work)));
        },
        patience);
}
