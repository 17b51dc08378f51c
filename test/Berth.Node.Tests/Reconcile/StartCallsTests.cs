using Berth.AgentProtocol;
using Berth.Domain.Diagnosis;
using Berth.Domain.Nodes;
using Berth.Node.Images;
using Berth.Testing.Records;
using Berth.Testing.Time;

namespace Berth.Node.Tests.Reconcile;

/// <summary>The calls of a task's start and of its lines: how many, which way, and what is told when one finds none.</summary>
public sealed class StartCallsTests
{
    private const string Registry = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Containers_share_one_token_and_one_pull_of_each_image()
    {
        Pulls? pulls = null;
        using var node = new NodeUnderTest(images: _ => pulls = new());
        await node.Tasks.Start(CancellationToken.None);
        await node.Tasks.Apply(Order("a:1", "a:1", "b:1"), CancellationToken.None);
        await node.Reported(r => r.Status == "RUNNING");
        Assert.Equal([$"{Registry}/a:1", $"{Registry}/b:1"], pulls!.Asked.Order(StringComparer.Ordinal));
        Assert.Equal(["task CreateLogStream", "task CreateLogStream", "task CreateLogStream", "task GetAuthorizationToken"], node.Ways.Calls.Where(c => !c.EndsWith("PutLogEvents", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(1, node.Ways.Opened);
    }

    [Theory]
    [InlineData("GetAuthorizationToken", "ResourceInitializationError: unable to pull secrets or registry auth: ", "ecr:GetAuthorizationToken", 3)]
    [InlineData("CreateLogStream", "ResourceInitializationError: failed to validate logger args: ", "logs:CreateLogStream", 30)]
    public async Task A_call_that_finds_no_way_is_told_with_the_stop_and_kept(string operation, string reason, string call, int tries)
    {
        using var node = new NodeUnderTest(images: _ => new Pulls());
        node.Ways.Cut[operation] = CallFailure.Unreachable;
        await node.Tasks.Start(CancellationToken.None);
        await node.Tasks.Apply(Order("a:1"), CancellationToken.None);
        await node.Reported(r => r.Status == "STOPPED");
        var report = node.Reports.Single(r => r.Status == "STOPPED");
        Assert.StartsWith(reason, report.Containers[0].Reason, StringComparison.Ordinal);
        Assert.Equal((call, CallFailure.Unreachable), (report.FailedCall!.Call, report.FailedCall.Failure));
        Assert.InRange(node.Ways.Calls.Count(c => c == "task " + operation), tries - 1, tries + 1);
        await node.Reported(r => r.DetachedAttachmentArn is not null);
        Assert.Null(node.Reports[^1].FailedCall);
    }

    [Fact]
    public async Task A_refusal_is_asked_for_twice_and_says_so()
    {
        using var node = new NodeUnderTest(images: _ => new Pulls());
        node.Answers = target => target.EndsWith("GetAuthorizationToken", StringComparison.Ordinal) ? throw new Berth.Node.Aws.AwsCallException("AccessDeniedException", "no", 400, "id") : null;
        await node.Tasks.Start(CancellationToken.None);
        await node.Tasks.Apply(Order("a:1"), CancellationToken.None);
        await node.Reported(r => r.Status == "STOPPED");
        var report = node.Reports.Single(r => r.Status == "STOPPED");
        Assert.EndsWith("unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: no", report.Containers[0].Reason, StringComparison.Ordinal);
        Assert.Null(report.FailedCall);
        Assert.Equal(2, node.Ways.Calls.Count(c => c == "task GetAuthorizationToken"));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_pull()
    {
        Pulls? pulls = null;
        using var node = new NodeUnderTest(images: _ => pulls = new() { Hold = true });
        await node.Tasks.Start(CancellationToken.None);
        var order = Order("a:1");
        await node.Tasks.Apply(order, CancellationToken.None);
        await pulls!.Begun.Task.WaitAsync(Patience);
        await node.Tasks.Apply(order with { Generation = 2, DesiredStatus = "STOPPED" }, CancellationToken.None);
        await node.Reported(r => r.DetachedAttachmentArn is not null);
        Assert.Null(node.Reports.Single(r => r.Status == "STOPPED").Containers[0].Reason);
        Assert.Equal((1, 1), (node.Ways.Opened, node.Ways.Disposed));
    }

    [Fact]
    public async Task Lines_take_the_tasks_way_also_after_a_restart_of_the_node_and_the_nodes_own_once_its_network_is_gone()
    {
        var order = NodeUnderTest.Order(log: true);
        using var node = new NodeUnderTest();
        await node.Tasks.Start(CancellationToken.None);
        await node.Tasks.Apply(order, CancellationToken.None);
        await node.Reported(r => r.Status == "RUNNING");
        node.StopApplication();
        node.Close();
        using var next = node.Next();
        await next.Tasks.Start(CancellationToken.None);
        var output = next.Runtime.PathOf(NodeUnderTest.SampleTasksId, order.Containers[0].RuntimeId);
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        await File.AppendAllTextAsync(output, "2026-05-01T09:00:00.001+00:00 stdout F later\n", TestContext.Current.CancellationToken);
        next.LogGate.SetResult();
        await Eventually.Become(() => Task.FromResult(next.Lines.Count), n => n > 0, next.Changed);
        Assert.All(next.Ways.Calls, c => Assert.Equal("task PutLogEvents", c));
        await next.Tasks.Apply(order with { Generation = 2, DesiredStatus = "STOPPED" }, CancellationToken.None);
        await next.Reported(r => r.DetachedAttachmentArn is not null);
        Assert.Equal(next.Ways.Opened, next.Ways.Disposed);
    }

    [Fact]
    public async Task Lines_that_never_found_a_way_do_not_find_another_when_the_task_has_ended()
    {
        var order = NodeUnderTest.Order(log: true);
        using var node = new NodeUnderTest(clock: new HastyTime { ShortMax = NodeTaskDecider.DrainMax });
        node.Clock.ShortMax = TimeSpan.Zero;
        node.LogGate.SetResult();
        node.Ways.Cut["PutLogEvents"] = CallFailure.TimedOut;
        await node.Tasks.Start(CancellationToken.None);
        var output = new FileInfo(node.Runtime.PathOf(NodeUnderTest.SampleTasksId, order.Containers[0].RuntimeId));
        output.Directory!.Create();
        await File.WriteAllTextAsync(output.FullName, "2026-05-01T09:00:00.001+00:00 stdout F unheard\n", TestContext.Current.CancellationToken);
        using var watcher = new FileSystemWatcher(output.Directory.Parent!.FullName);
        watcher.Deleted += (_, _) => node.Changed.Raise();
        watcher.EnableRaisingEvents = true;
        await node.Tasks.Apply(order, CancellationToken.None);
        await Eventually.Become(() => Task.FromResult(node.Ways.Calls.Contains("task PutLogEvents")), asked => asked, node.Changed);
        await node.Tasks.Apply(order with { Generation = 2, DesiredStatus = "STOPPED" }, CancellationToken.None);
        await Eventually.Become(() => Task.FromResult(Directory.Exists(output.DirectoryName)), there => !there, node.Changed);
        Assert.Empty(node.Lines);
        Assert.DoesNotContain("own PutLogEvents", node.Ways.Calls);
    }

    private static NativeTask Order(params string[] images) => SampleOrders.Task([.. images.Select((image, i) => new NativeContainer
    {
        ContainerArn = "arn",
        RuntimeId = $"{NodeUnderTest.SampleTasksId}-000000000{i}",
        Name = $"c{i}",
        Image = $"{Registry}/{image}",
        Log = new("group", "region", $"stream{i}", false),
    })]) with
    { ExecutionCredentials = Metadata.SampleSights.Keys };

    /// <summary>Images that are there when somebody may have them.</summary>
    private sealed class Pulls : IImageStore
    {
        public List<string> Asked { get; } = [];

        public bool Hold { get; init; }

        public TaskCompletionSource Begun { get; } = new();

        public async Task<PulledImage> Pull(ImageReference reference, RegistryAuthorization? authorization, HttpMessageHandler connections, CancellationToken cancel)
        {
            lock (Asked) Asked.Add(reference.ToString());
            Begun.TrySetResult();
            if (Hold) await new TaskCompletionSource().Task.WaitAsync(cancel);
            return new(reference, "sha256:1", "", new() { Command = ["run"] });
        }
    }
}
