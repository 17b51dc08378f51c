using Berth.Domain.Diagnosis;
using Berth.Domain.Tasks;
using Berth.Testing.Stores;

namespace Berth.Cluster.Tests.Clusters;

/// <summary>Why a task's network failed it is found when it fails, and stays with the task.</summary>
public sealed class NetworkEvidenceTests : IAsyncLifetime
{
    private static readonly FailedCall Call = new("ecr:GetAuthorizationToken", "ecr.api", "api.ecr.ap-northeast-1.amazonaws.com", "198.18.0.2", 443, CallFailure.TimedOut);

    private readonly MemoryStore store = new();
    private ControlPlane berth = null!;

    public async ValueTask InitializeAsync()
    {
        berth = await ControlPlane.Start(store, "172.31.0.0/28");
        await berth.CreateCluster();
        await berth.Connect(cpuUnits: 65536, memoryMib: 65536);
    }

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task A_call_that_found_no_way_is_explained_and_a_second_report_changes_nothing()
    {
        var task = await berth.RunOne();
        await berth.Ordered(o => o.TaskArn == task.TaskArn);
        await berth.Cluster.Report(new(task.TaskArn, new(ContainerStatus.Stopped, "ResourceInitializationError: …", null, null, null, [], NetworkGone: false, Call)));
        var found = (await berth.Until(task.TaskId, t => t.NetworkEvidence is not null)).NetworkEvidence!;

        // The group of the sample is described nowhere, so it admits nothing.
        Assert.Equal((NetworkCause.EgressShut, "subnet-1", Call), (found.Cause, found.SubnetId, found.Call));
        await berth.Cluster.Report(new(task.TaskArn, new(ContainerStatus.Stopped, "ResourceInitializationError: …", null, null, null, [], NetworkGone: false, Call with { Service = "logs" })));
        Assert.Equal("ecr.api", (await berth.Until(task.TaskId, _ => true)).NetworkEvidence!.Call!.Service);
    }

    [Fact]
    public async Task A_subnet_that_ran_out_says_how_many_addresses_it_had()
    {
        for (var i = 0; i < 11; i++) await berth.Subnet.Allocate(new($"owner-{i}", "", [], false));
        var task = await berth.RunOne();
        var found = (await berth.Until(task.TaskId, t => t.NetworkEvidence is not null)).NetworkEvidence!;
        Assert.Equal((NetworkCause.NoFreeAddress, 11, 11), (found.Cause, found.Addresses, found.AddressesTaken));
    }
}
