using Berth.AgentProtocol;
using Berth.Node.Images;
using Berth.Node.Tests.Reconcile;
using Berth.Testing.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Images;

public sealed class ImageCollectorTests(RealEngine engine)
{
    [Fact]
    public async Task An_image_goes_an_hour_after_its_last_task_and_can_be_pulled_again()
    {
        // Another name of the image of all other tests, which stays in use.
        var image = engine.Busybox with { Registry = "collected.example" };
        var tasks = new HeldTasks();
        var collector = new ImageCollector(engine.Images, engine.Uses, tasks, new NodeStatus(), engine.Clock, NullLogger<ImageCollector>.Instance);
        var pulled = await engine.Images.Pull(image, engine.Authorization, engine.Connections, CancellationToken.None);
        tasks.Known = [Naming(engine.Busybox), Naming(image)];
        engine.Clock.Ahead += TimeSpan.FromHours(2);
        await collector.Collect(CancellationToken.None);
        Assert.Contains(image.ToString(), await engine.Images.List(CancellationToken.None));

        tasks.Known = [Naming(engine.Busybox)];
        await collector.Collect(CancellationToken.None);
        Assert.Contains(image.ToString(), await engine.Images.List(CancellationToken.None));

        engine.Clock.Ahead += TimeSpan.FromHours(1);
        await collector.Collect(CancellationToken.None);
        Assert.DoesNotContain(image.ToString(), await engine.Images.List(CancellationToken.None));
        await engine.Images.Delete(image.ToString(), CancellationToken.None);
        Assert.Equal(pulled.ChainId, (await engine.Images.Pull(image, engine.Authorization, engine.Connections, CancellationToken.None)).ChainId);
    }

    [Fact]
    public async Task Who_uses_an_image_keeps_it_and_waits_for_a_deletion_under_way()
    {
        // Of its own: the engine's are busy with the pulls of other tests.
        var uses = new ImageUses(engine.Berth with { DataDirectory = Path.Combine(engine.Berth.DataDirectory, "uses") }, engine.Clock);
        await uses.Pull("a", () => Task.FromResult(0), CancellationToken.None);
        var seen = uses.Observe(["a"], new HashSet<string>())["a"];
        var deletion = new TaskCompletionSource();
        var deleting = uses.Delete("a", seen, () => deletion.Task, CancellationToken.None);
        var begin = uses.Pull("a", () => Task.FromResult(0), CancellationToken.None);
        Assert.False(begin.IsCompleted);
        deletion.SetResult();
        Assert.True(await deleting);
        await begin.WaitAsync(TimeSpan.FromSeconds(30));

        // It was used since it was looked at.
        Assert.False(await uses.Delete("a", seen, () => throw new InvalidOperationException("It is in use."), CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_is_deleted_while_another_image_is_pulled_whose_layers_it_may_share()
    {
        var uses = new ImageUses(engine.Berth with { DataDirectory = Path.Combine(engine.Berth.DataDirectory, "shared-uses") }, engine.Clock);
        await uses.Pull("old", () => Task.FromResult(0), CancellationToken.None);
        var seen = uses.Observe(["old"], new HashSet<string>())["old"];
        var (pull, deleted) = (new TaskCompletionSource<int>(), false);
        var pulling = uses.Pull("new", () => pull.Task, CancellationToken.None);
        var deletion = uses.Delete("old", seen, () =>
        {
            deleted = true;
            return Task.CompletedTask;
        }, CancellationToken.None);
        Assert.False(deletion.IsCompleted || deleted);
        pull.SetResult(1);
        Assert.True(await deletion.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal((1, true), (await pulling, deleted));

        // One that was pulled while its deletion waited stays.
        await uses.Pull("old", () => Task.FromResult(0), CancellationToken.None);
        seen = uses.Observe(["old"], new HashSet<string>())["old"];
        pull = new();
        pulling = uses.Pull("new", () => pull.Task, CancellationToken.None);
        deletion = uses.Delete("old", seen, () => throw new InvalidOperationException("It is in use."), CancellationToken.None);
        engine.Clock.Ahead += TimeSpan.FromSeconds(1);
        await uses.Pull("old", () => Task.FromResult(0), CancellationToken.None);
        pull.SetResult(1);
        await pulling;
        Assert.False(await deletion.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static NativeTask Naming(ImageReference image) => SampleOrders.Task(new NativeContainer { ContainerArn = "arn", RuntimeId = "id", Name = "app", Image = image.ToString() });
}
