using Berth.Domain.Profiles;
using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.TaskDefinitions;

public sealed class UnsupportedMembersTests
{
    private static readonly Profile Handbook = SampleProfiles.Read("handbook");

    [Theory]
    [InlineData("privileged", "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.")]
    [InlineData("dockerSecurityOptions", "Fargate compatible task definitions do not support dockerSecurityOptions")]
    [InlineData("devices", "Fargate compatible task definitions do not support devices")]
    [InlineData("maxSwap", "Fargate compatible task definitions do not support maxSwap")]
    [InlineData("swappiness", "Fargate compatible task definitions do not support swappiness")]
    [InlineData("resourceRequirements", "Tasks using the Fargate launch type do not support GPU resource requirements.")]
    public void What_fargate_refuses_of_a_container_is_refused_in_its_words_and_named_without_it(string member, string text)
    {
        Assert.Equal([text], OfContainer(member, "FARGATE"));
        Assert.Equal([NotYet($"'{member}' of container 'app'")], OfContainer(member, "EC2"));
    }

    [Theory]
    [InlineData("links", "Links are not supported when networkMode=awsvpc.")]
    [InlineData("dnsServers", "DNS servers are not supported on container when networkMode=awsvpc.")]
    [InlineData("dnsSearchDomains", "DNS search domains are not supported on container when networkMode=awsvpc.")]
    [InlineData("disableNetworking", "Disable Networking is not supported on container when networkMode=awsvpc.")]
    public void What_awsvpc_refuses_is_refused_in_ecs_words_wherever_it_runs(string member, string text)
    {
        Assert.Equal([text], OfContainer(member, "FARGATE"));
        Assert.Equal([text], OfContainer(member, "EC2"));
    }

    [Theory]
    [InlineData("sourcePath", "Fargate compatible task definitions do not support sourcePath")]
    [InlineData("dockerVolumeConfiguration", "Fargate compatible task definitions do not support dockerVolumeConfiguration")]
    [InlineData("placementConstraints", "Fargate compatible task definitions do not support constraints")]
    [InlineData("ipcMode", "Fargate compatible task definitions do not support ipcMode")]
    [InlineData("pidMode host", "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.")]
    [InlineData("inferenceAccelerators", "Unsupported field 'inferenceAccelerators'")]
    public void What_fargate_refuses_of_a_task_is_refused_in_its_words_and_named_without_it(string member, string text)
    {
        Assert.Equal([text], OfTask(member, "FARGATE"));
        Assert.Equal([NotYet($"'{member}'")], OfTask(member, "EC2"));
    }

    [Theory]
    [InlineData("ephemeralStorage")]
    [InlineData("efsVolumeConfiguration")]
    [InlineData("proxyConfiguration")]
    [InlineData("pidMode")]
    public void What_ecs_takes_and_berth_does_not_run_is_named(string member) => Assert.Equal([NotYet($"'{member}'")], OfTask(member, "FARGATE"));

    [Fact]
    public void Safety_every_member_that_is_not_run_is_refused_each_once() =>
        Gen.Select(Gen.OneOf("credentialSpecs", "links", "devices", "firelensConfiguration", "privileged", "anything").List[0, 6], Gen.OneOf("FARGATE", "EC2"))
            .Sample((members, compatibility) => Assert.Equal(members.Count, OfContainer(members, compatibility).Count));

    private static IReadOnlyList<string> OfContainer(string member, string compatibility) => OfContainer([member], compatibility);

    private static IReadOnlyList<string> OfContainer(IReadOnlyList<string> members, string compatibility) => TaskDefinitionRules.Check(
        SampleDrafts.Good with { RequiresCompatibilities = [compatibility], Containers = [SampleDrafts.App with { Unsupported = members }] }, Handbook, SampleDrafts.Region);

    private static IReadOnlyList<string> OfTask(string member, string compatibility) =>
        TaskDefinitionRules.Check(SampleDrafts.Good with { RequiresCompatibilities = [compatibility], Unsupported = [member] }, Handbook, SampleDrafts.Region);

    private static string NotYet(string what) => $"Berth does not run {what} in a task definition yet. Remove it, or see SCOPE.md for what it runs.";
}
