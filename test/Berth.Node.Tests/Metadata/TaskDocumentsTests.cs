using Berth.Node.Metadata;

namespace Berth.Node.Tests.Metadata;

public sealed class TaskDocumentsTests
{
    [Theory]
    [InlineData("task-v4", 4)]
    [InlineData("task-v3", 3)]
    public void A_task_is_told_as_fargate_tells_it(string golden, int version) =>
        Golden.Matches(golden, TaskDocuments.Task(SampleSights.Running(), version == 4 ? MetadataVersion.V4 : MetadataVersion.V3, SampleSights.Surroundings));

    [Fact]
    public void Where_the_vpc_has_no_dhcp_options_there_are_no_name_servers()
    {
        var network = TaskDocuments.Task(SampleSights.Running(), MetadataVersion.V4, SampleSights.Surroundings with { Names = new([], []) }).Containers[0].Networks[0];
        Assert.Null(network.DomainNameServers);
        Assert.Null(network.DomainNameSearchList);
        Assert.Equal("box", network.PrivateDnsName);
    }

    [Fact]
    public void On_a_container_instance_the_cluster_is_a_name_and_the_vpc_is_told()
    {
        var task = SampleSights.Running();
        var document = TaskDocuments.Task(task with { Order = task.Order with { LaunchType = "EC2" } }, MetadataVersion.V4, SampleSights.Surroundings);
        Assert.Equal(("default", "vpc-1", (ClockDriftDocument?)null), (document.Cluster, document.VpcId, document.ClockDrift));
        Assert.All(document.Containers, c => Assert.Null(c.Snapshotter));
    }

    [Fact]
    public void A_task_that_ends_is_wanted_stopped_and_runs_until_its_last_container_has_ended()
    {
        var task = SampleSights.Running();
        var document = TaskDocuments.Task(task with { State = task.State with { StopDesired = true } }, MetadataVersion.V4, SampleSights.Surroundings);
        Assert.Equal("STOPPED", document.DesiredStatus);
        Assert.Equal(["STOPPED", "STOPPED"], document.Containers.Select(c => c.DesiredStatus));
        Assert.Equal(["RUNNING", "STOPPED"], document.Containers.Select(c => c.KnownStatus));
    }

    [Fact]
    public void A_container_that_is_being_started_again_has_neither_ended_nor_an_exit_code()
    {
        var task = SampleSights.Running();
        var again = task with { State = task.State.With("web", c => c with { Restarting = true, ExitCode = 1, EndedAt = SampleSights.Now }) };
        var web = TaskDocuments.Container(again, again.Order.Containers[0], MetadataVersion.V4, SampleSights.Surroundings);
        Assert.Equal(((int?)null, (DateTimeOffset?)null, "RUNNING"), (web.ExitCode, web.FinishedAt, web.KnownStatus));
    }

    [Fact]
    public void The_kernel_says_how_far_the_clock_may_be_off()
    {
        var drift = ClockDrift.Measure(SampleSights.Now);
        Assert.True(drift!.ClockErrorBound >= 0);
        Assert.Equal(0, drift.ReferenceTimestamp.Millisecond);
        Assert.Contains(drift.ClockSynchronizationStatus, (string[])["SYNCHRONIZED", "NOT_SYNCHRONIZED"]);
    }
}
