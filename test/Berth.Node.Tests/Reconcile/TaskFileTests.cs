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
