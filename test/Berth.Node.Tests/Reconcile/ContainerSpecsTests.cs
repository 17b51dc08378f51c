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

    [Theory]
    [InlineData(null, 15)]
    [InlineData("SIGQUIT", 3)]
    [InlineData("quit", 3)]
    [InlineData("10", 10)]
    [InlineData("SIGNONSENSE", 15)]
    [InlineData("900", 15)]
    public void An_image_may_name_its_stop_signal(string? text, int number) => Assert.Equal(number, StopSignal.Number(text));

    private static ContainerSpec Make(NativeContainer container, ImageConfig image) =>
        ContainerSpecs.Make(SampleOrders.Task(container), container, new PulledImage(ImageReference.Parse("web"), "sha256:0", "", image), "/run/netns", ["192.0.2.1"], AwsScope.Default);
}
