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

    [Fact]
    public void Services_are_found_by_their_real_names()
    {
        string[] expected =
        [
            "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=http://logs.ap-northeast-1.amazonaws.com:443", "AWS_ENDPOINT_URL_EC2=http://ec2.ap-northeast-1.amazonaws.com:443",
            "AWS_ENDPOINT_URL_ECR=http://api.ecr.ap-northeast-1.amazonaws.com:443", "AWS_ENDPOINT_URL_ECS=http://ecs.ap-northeast-1.amazonaws.com:443",
            "AWS_ENDPOINT_URL_IAM=http://iam.amazonaws.com:443", "AWS_ENDPOINT_URL_KMS=http://kms.ap-northeast-1.amazonaws.com:443",
            "AWS_ENDPOINT_URL_S3=http://s3.ap-northeast-1.amazonaws.com:443", "AWS_ENDPOINT_URL_SECRETS_MANAGER=http://secretsmanager.ap-northeast-1.amazonaws.com:443",
            "AWS_ENDPOINT_URL_SERVICE_QUOTAS=http://servicequotas.ap-northeast-1.amazonaws.com:443", "AWS_ENDPOINT_URL_SSM=http://ssm.ap-northeast-1.amazonaws.com:443",
            "AWS_ENDPOINT_URL_STS=http://sts.ap-northeast-1.amazonaws.com:443",
        ];
        Assert.Equal(expected, Endpoints(Make(Plain, Image)));
    }

    [Fact]
    public void Who_says_where_a_service_is_knows_better()
    {
        var one = Make(Plain with { Environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL_STS"] = "http://mine" } }, Image with { Environment = ["AWS_ENDPOINT_URL_ECS=http://the-images"] });
        Assert.Contains("AWS_ENDPOINT_URL_STS=http://mine", one.Environment);
        Assert.Contains("AWS_ENDPOINT_URL_ECS=http://the-images", one.Environment);
        Assert.Equal(11, Endpoints(one).Count());
        var every = Make(Plain with { Environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "http://mine" } }, Image);
        Assert.Equal(["AWS_ENDPOINT_URL=http://mine"], Endpoints(every));
    }

    [Fact]
    public void Names_are_looked_up_as_the_vpc_says() => Assert.Equal(["search corp.example", "nameserver 192.0.2.1"], Make(Plain, Image).ResolvConf);

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

    private static IEnumerable<string> Endpoints(ContainerSpec spec) => spec.Environment.Where(v => v.StartsWith("AWS_ENDPOINT_URL", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static ContainerSpec Make(NativeContainer container, ImageConfig image) =>
        ContainerSpecs.Make(SampleOrders.Task(container), container, new(new(ImageReference.Parse("web"), "sha256:0", "", image), container.Environment), "/run/netns", new(["192.0.2.1"], ["corp.example"]), AwsScope.Default);
}
