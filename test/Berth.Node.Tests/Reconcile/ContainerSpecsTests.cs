using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Node.Images;
using Berth.Node.Reconcile;
using Berth.Node.Runtime;
using Berth.Testing.Records;

namespace Berth.Node.Tests.Reconcile;

public sealed class ContainerSpecsTests
{
    private static readonly ImageConfig Image = new() { EntryPoint = ["/entry"], Command = ["serve"], Environment = ["PATH=/bin", "MODE=image"], WorkingDirectory = "/srv", User = "app" };

    private static readonly NativeContainer Plain = new() { ContainerArn = "c", RuntimeId = "r", Name = "app", Image = "web" };

    public static TheoryData<string[]?, string[]?, string[]> Commands => new()
    {
        { null, null, ["/entry", "serve"] },
        { null, ["echo"], ["/entry", "echo"] },
        { ["/own"], null, ["/own"] },
        { ["/own"], ["arg"], ["/own", "arg"] },
        { [], ["arg"], ["arg"] },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Entry_point_and_command_merge_as_docker_merges_them(string[]? entryPoint, string[]? command, string[] arguments) =>
        Assert.Equal(arguments, Make(Plain with { EntryPoint = entryPoint, Command = command }, Image).Arguments);

    [Fact]
    public void Nothing_to_run_is_told() =>
        Assert.Equal("no command specified", Assert.Throws<ContainerStartException>(() => Make(Plain, new ImageConfig())).Message);

    [Fact]
    public void The_definition_wins_over_the_image_and_fargate_adds_its_own()
    {
        var spec = Make(Plain with { Environment = new Dictionary<string, string> { ["MODE"] = "definition" } }, Image);
        Assert.Contains("MODE=definition", spec.Environment);
        Assert.DoesNotContain("MODE=image", spec.Environment);
        Assert.Contains("AWS_EXECUTION_ENV=AWS_ECS_FARGATE", spec.Environment);
        Assert.Contains("PATH=/bin", spec.Environment);
        Assert.Equal(("/srv", "app"), (spec.WorkingDirectory, spec.User));
        Assert.Equal(("/", "root"), (Make(Plain with { WorkingDirectory = "/", User = "root" }, Image).WorkingDirectory, Make(Plain with { User = "root" }, Image).User));
    }

    [Fact]
    public void The_endpoint_of_the_task_wins_over_the_definition_and_the_region_does_not()
    {
        var spec = Make(Plain with { Environment = new Dictionary<string, string> { ["ECS_CONTAINER_METADATA_URI_V4"] = "mine", ["AWS_REGION"] = "mine" } }, Image);
        Assert.Contains("ECS_CONTAINER_METADATA_URI_V4=http://169.254.170.2/v4/r", spec.Environment);
        Assert.Contains("AWS_REGION=mine", spec.Environment);
    }

    [Theory]
    [InlineData("ap-northeast-1", "search ap-northeast-1.compute.internal")]
    [InlineData("us-east-1", "search ec2.internal")]
    public void Names_are_searched_where_the_region_has_its_own(string region, string line) =>
        Assert.Equal(line, ContainerSpecs.Make(SampleOrders.Task(Plain), Plain, new(ImageReference.Parse("web"), "sha256:1", "", Image), "/ns", [], AwsScope.Default with { Region = region }).ResolvConf[0]);

    [Theory]
    [InlineData(null, 15)]
    [InlineData("SIGQUIT", 3)]
    [InlineData("quit", 3)]
    [InlineData("10", 10)]
    [InlineData("SIGNONSENSE", 15)]
    [InlineData("900", 15)]
    public void An_image_may_name_its_stop_signal(string? text, int number) => Assert.Equal(number, StopSignal.Number(text));

    [Fact]
    public void A_host_name_of_its_own_and_extra_hosts_stand_in_its_files_and_a_terminal_has_a_kind()
    {
        var spec = Make(Plain with { Hostname = "db", ExtraHosts = [new("cache", "10.0.0.7")], PseudoTerminal = true }, Image);
        Assert.Equal("db", spec.HostName);
        Assert.Equal(["10.0.0.7 cache", "172.31.0.4 db"], spec.Hosts.TakeLast(2));
        Assert.Contains("HOSTNAME=db", spec.Environment);
        Assert.Contains("TERM=xterm", spec.Environment);
        Assert.Equal("box", Make(Plain, Image).HostName);
        Assert.DoesNotContain("TERM=xterm", Make(Plain, Image).Environment);
    }

    [Fact]
    public void The_agents_labels_win()
    {
        var labels = ContainerLabels.Of(SampleOrders.Task(Plain), Plain with { DockerLabels = new Dictionary<string, string> { ["team"] = "blue", ["com.amazonaws.ecs.cluster"] = "forged" } });
        Assert.Equal(["com.amazonaws.ecs.cluster", "com.amazonaws.ecs.container-name", "com.amazonaws.ecs.task-arn", "com.amazonaws.ecs.task-definition-family", "com.amazonaws.ecs.task-definition-version", "team"], labels.Keys.Order(StringComparer.Ordinal));
        Assert.EndsWith(":cluster/default", labels["com.amazonaws.ecs.cluster"], StringComparison.Ordinal);
        Assert.Equal(("app", "blue"), (labels["com.amazonaws.ecs.container-name"], labels["team"]));
    }

    private static ContainerSpec Make(NativeContainer container, ImageConfig image) =>
        ContainerSpecs.Make(SampleOrders.Task(container), container, new PulledImage(ImageReference.Parse("web"), "sha256:0", "", image), "/run/netns", ["192.0.2.1"], AwsScope.Default);
}
