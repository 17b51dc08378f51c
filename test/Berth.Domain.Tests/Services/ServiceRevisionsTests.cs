using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Services;

public sealed class ServiceRevisionsTests
{
    private static readonly Dictionary<string, string> First = new() { ["app"] = "sha256:1", ["stranger"] = "sha256:9" };
    private static readonly Dictionary<string, string> Second = new() { ["app"] = "sha256:2" };

    [Fact]
    public void What_an_image_means_is_settled_once()
    {
        var service = SampleServices.Made();
        var number = service.Revisions[0].Number;
        var pinned = ServiceRevisions.Pin(service, number, First);
        Assert.Equal(new Dictionary<string, string> { ["app"] = "sha256:1" }, pinned.Revisions[0].ImageDigests);
        Assert.Same(pinned, ServiceRevisions.Pin(pinned, number, Second));
        Assert.Same(service, ServiceRevisions.Pin(service, "unknown", First));
    }

    [Fact]
    public void The_first_task_that_knows_tells_what_the_image_means_for_all_that_follow()
    {
        var service = SampleServices.Made();
        ServiceTask Task(string id, int second, Dictionary<string, string> digests) => new()
        {
            TaskId = id, GroupId = service.Primary!.Id, Status = Domain.Tasks.TaskStatus.Running, CreatedAt = SampleServices.Created.AddSeconds(second), AvailabilityZone = "a", ImageDigests = digests,
        };
        var pinned = ServiceRevisions.PinAsFound(service, [Task("c", 0, []), Task("a", 9, Second), Task("b", 1, First), Task("d", 0, Second) with { GroupId = "ecs-svc/stranger" }]);
        Assert.Equal("sha256:1", pinned.Revisions[0].ImageDigests["app"]);
        Assert.Same(pinned, ServiceRevisions.PinAsFound(pinned, [Task("a", 9, Second)]));
    }

    [Fact]
    public void A_deployment_that_is_forced_finds_anew_what_its_tags_mean()
    {
        var service = ServiceRevisions.Pin(SampleServices.Made(), SampleServices.Made().Revisions[0].Number, First);
        var next = Assert.IsType<ServiceDecision.Made>(ServiceChanges.Change(service, new(null, null, null, true, 1), new Dictionary<string, GroupCounts>(), [], SampleServices.Ids(2), SampleServices.Created)).Service;
        Assert.Empty(next.Revision(next.Primary!.Revision).ImageDigests);
    }

    [Theory]
    [InlineData("NONE", false, "")]
    [InlineData("NONE", true, "aws:ecs:clusterName=default aws:ecs:serviceName=web")]
    [InlineData("SERVICE", false, "of=service")]
    [InlineData("TASK_DEFINITION", true, "aws:ecs:clusterName=default aws:ecs:serviceName=web of=definition")]
    public void Tasks_have_the_tags_that_are_propagated_and_managed(string propagate, bool managed, string tags)
    {
        var service = SampleServices.Made(settings: SampleServices.Settings with { PropagateTags = propagate, EnableEcsManagedTags = managed }) with { Tags = new Dictionary<string, string> { ["of"] = "service" } };
        var revision = service.Revisions[0] with { Definition = service.Revisions[0].Definition with { Tags = new Dictionary<string, string> { ["of"] = "definition" } } };
        Assert.Equal(tags, string.Join(' ', TaskTags.Of(service, revision).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}")));
    }
}
