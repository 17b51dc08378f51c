using Berth.Domain.Deployments;
using Berth.Domain.Fargate;
using Berth.Domain.Invariants;
using Berth.Domain.Network;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Invariants;

/// <summary>A checker that sees nothing would pass everything: each kind of damage is seen.</summary>
public sealed class WorldInvariantsTests
{
    private static readonly TaskRecord Task = SampleTasks.Fresh() with { Interface = SampleTasks.Interface };
    private static readonly PoolClaim Claim = new(Task.TaskArn, Task.NodeArn, 256, 512);

    private static readonly WorldSnapshot Whole = new(
        [SampleServices.Made()], [Task], [new(Task.NodeArn, true, 1024, 2048, 256, 512)], [Claim], new Dictionary<string, Cidr> { ["subnet-1"] = Cidr.Parse("172.31.0.0/20") },
        new Dictionary<string, ServiceEvents>());

    public static TheoryData<string, WorldSnapshot> Damaged => new()
    {
        { "oversold", Whole with { Nodes = [new(Task.NodeArn, true, 128, 2048, 256, 512)] } },
        { "down as claimed", Whole with { Nodes = [new(Task.NodeArn, true, 1024, 2048, 0, 0)] } },
        { "holds no room", Whole with { Claims = [], Nodes = [new(Task.NodeArn, true, 1024, 2048, 0, 0)] } },
        { "belongs to two tasks", Whole with { Tasks = [Task, Task with { TaskId = "other" }] } },
        { "is not one of", Whole with { Subnets = new Dictionary<string, Cidr> { ["subnet-1"] = Cidr.Parse("10.0.0.0/24") } } },
        { "STOPPED and holds", Whole with { Tasks = [Task with { LastStatus = Domain.Tasks.TaskStatus.Stopped, StopDesired = true }] } },
        { "desired status is RUNNING", Whole with { Tasks = [Task with { LastStatus = Domain.Tasks.TaskStatus.Stopping }] } },
        { "has no number", Whole with { Tasks = [Task with { ServiceName = "web", StopDesired = true }] } },
        { "0 PRIMARY", Whole with { Services = [SampleServices.Made() with { Deployments = [] }] } },
        { "which is gone", Whole with { Services = [SampleServices.Made() with { Revisions = [] }] } },
        { "is INACTIVE and has the task", Whole with { Services = [SampleServices.Made() with { Status = ServiceStatus.Inactive, Deployments = [], Revisions = [] }], Tasks = [Task with { ServiceName = "web" }] } },
        { "101 events", Whole with { Events = new Dictionary<string, ServiceEvents> { ["web"] = new([.. Enumerable.Repeat(new ServiceEvent("", default, ""), 101)]) } } },
    };

    [Fact]
    public void A_whole_world_has_nothing_broken() => Assert.Empty(WorldInvariants.Broken(Whole));

    [Theory, MemberData(nameof(Damaged))]
    public void Damage_is_named(string what, WorldSnapshot world) => Assert.Contains(WorldInvariants.Broken(world), b => b.Contains(what, StringComparison.Ordinal));

    [Fact]
    public void A_task_that_goes_back_is_named() =>
        Assert.Single(TaskInvariants.Broken(Task with { LastStatus = Domain.Tasks.TaskStatus.Running }, Task with { LastStatus = Domain.Tasks.TaskStatus.Pending }));

    [Fact]
    public void A_deployment_that_keeps_more_than_before_is_named()
    {
        var service = SampleServices.Made();
        ServiceRecord With(int kept, long generation) => service with { Deployments = [service.Primary!, service.Primary! with { Id = "ecs-svc/9", Primary = false, KeptTasks = kept }], Generation = generation };
        Assert.Empty(ServiceInvariants.Broken(With(3, 1), With(2, 2)));
        Assert.Single(ServiceInvariants.Broken(With(2, 1), With(3, 2)));
    }
}
