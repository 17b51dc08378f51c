using Berth.AgentProtocol;
using Berth.Node.Metadata;
using Berth.Node.Reconcile;
using Berth.Testing.Records;

namespace Berth.Node.Tests.Reconcile;

public sealed class TaskFileTests
{
    private static readonly NativeCredentials First = new("first", "arn:role", "ASIA1", "s1", "t1", new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Newer_keys_stay_under_the_id_that_the_containers_were_told()
    {
        var file = TaskFile.New(SampleOrders.Task() with { TaskCredentials = First, ExecutionCredentials = First });
        var newer = First with { CredentialsId = "second", AccessKeyId = "ASIA2" };
        Assert.Equal(newer with { CredentialsId = "first" }, file.WithKeys(null, newer).Order.TaskCredentials);
        Assert.Equal(First, file.WithKeys(null, newer).Order.ExecutionCredentials);
        Assert.Equal(newer, file.WithKeys(newer, null).Order.ExecutionCredentials);
        Assert.Equal(First, file.WithKeys(newer, null).Order.TaskCredentials);
        Assert.Equal(newer, TaskFile.New(SampleOrders.Task()).WithKeys(null, newer).Order.TaskCredentials);
    }

    [Fact]
    public void A_stop_brings_its_deadline_and_an_order_to_run_none()
    {
        var container = new NativeContainer { ContainerArn = "c", RuntimeId = "r", Name = "app", Image = "web", StopTimeoutSeconds = 120 };
        var order = SampleOrders.Task(container);
        var state = TaskFile.New(order).State;
        Assert.Same(state, TaskFile.AsOrdered(order with { StopTimeoutSecondsMax = 5 }, state));

        var stop = order with { Generation = 2, DesiredStatus = "STOPPED", StopTimeoutSecondsMax = 5 };
        var stopping = TaskFile.AsOrdered(stop, state);
        Assert.Equal((true, TimeSpan.FromSeconds(5)), (stopping.StopDesired, stopping.Containers[0].StopTimeout));
        Assert.Equal(TimeSpan.FromSeconds(120), TaskFile.AsOrdered(stop with { StopTimeoutSecondsMax = null }, state).Containers[0].StopTimeout);
        Assert.True(TaskFile.AsOrdered(order, stopping).StopDesired);

        // The same for a task that this node hears of for the first time.
        var late = TaskFile.New(stop).State;
        Assert.Equal((true, TimeSpan.FromSeconds(5)), (late.StopDesired, late.Containers[0].StopTimeout));
    }

    [Fact]
    public void A_container_is_told_where_its_endpoint_is_and_where_its_keys_are_when_it_has_a_role()
    {
        var container = new NativeContainer { ContainerArn = "c", RuntimeId = "r", Name = "app", Image = "web" };
        var without = EndpointVariables.Of(SampleOrders.Task(container), container);
        Assert.Equal("http://169.254.170.2/v4/r", without["ECS_CONTAINER_METADATA_URI_V4"]);
        Assert.Equal("http://169.254.170.2/v3/r", without["ECS_CONTAINER_METADATA_URI"]);
        Assert.Equal("http://169.254.170.2/api/r", without["ECS_AGENT_URI"]);
        Assert.DoesNotContain("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", without.Keys);
        Assert.Equal("/v2/credentials/first", EndpointVariables.Of(SampleOrders.Task(container) with { TaskCredentials = First }, container)["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]);
    }
}
