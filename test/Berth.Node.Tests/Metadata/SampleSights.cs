using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Domain.Tasks;
using Berth.Node.Metadata;
using Berth.Testing.Records;

namespace Berth.Node.Tests.Metadata;

/// <summary>Tasks as the endpoint sees them.</summary>
internal static class SampleSights
{
    public static readonly DateTimeOffset Now = new(2026, 5, 1, 9, 30, 0, 250, TimeSpan.Zero);

    public static readonly EndpointSurroundings Surroundings = new(new(["172.31.0.2"], ["ap-northeast-1.compute.internal"]), new(0.5, Now, "SYNCHRONIZED"));

    public static readonly NativeCredentials Keys = new("11111111-2222-3333-4444-555555555555", "arn:aws:iam::123456789012:role/app", "ASIAEXAMPLE", "secret", "token", Now.AddHours(6));

    /// <summary>A web server that was started again twice, and a job before it that has ended.</summary>
    public static TaskSight Running()
    {
        var web = new NativeContainer
        {
            ContainerArn = "arn:aws:ecs:ap-northeast-1:123456789012:container/default/0123456789abcdef0123456789abcdef/aaaa",
            RuntimeId = "0123456789abcdef0123456789abcdef-0000000001",
            Name = "web",
            Image = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/web:1",
            MemoryMib = 256,
            Log = new NativeLog("/ecs/web", "ap-northeast-1", "ecs/web/0123456789abcdef0123456789abcdef", CreateGroup: true),
            MountPoints = [new("data", "/data", ReadOnly: false)],
            DockerLabels = new Dictionary<string, string> { ["team"] = "a & b", ["com.amazonaws.ecs.cluster"] = "forged" },
        };
        var job = new NativeContainer { ContainerArn = "arn:job", RuntimeId = "0123456789abcdef0123456789abcdef-0000000002", Name = "job", Image = "job", CpuUnits = 64, Essential = false, VolumesFrom = [new("web", ReadOnly: true)] };
        var waiting = new NativeContainer { ContainerArn = "arn:last", RuntimeId = "0123456789abcdef0123456789abcdef-0000000003", Name = "last", Image = "last" };
        return new(
            SampleOrders.Task(web, job, waiting) with { Revision = 3, TaskCredentials = Keys },
            new NodeTask
            {
                NetworkReady = true,
                PullStartedAt = Now.AddSeconds(-5),
                PullStoppedAt = Now.AddSeconds(-4.5),
                Containers =
                [
                    State(web) with
                    {
                        Phase = ContainerPhase.Running,
                        Started = true,
                        FirstStartedAt = Now.AddMinutes(-4),
                        StartedAt = Now.AddSeconds(-4),
                        ImageDigest = "sha256:aa",
                        HealthCheck = new(["CMD", "true"], 5, 5, 1, null),
                        Health = new(HealthStatus.Unhealthy, 1, Now.AddSeconds(-2), Now.AddSeconds(-1), 3, "refused"),
                        RestartPolicy = new(Enabled: true, [], 60),
                        RestartCount = 2,
                    },
                    State(job) with { Phase = ContainerPhase.Ended, Started = true, StartedAt = Now.AddSeconds(-4), EndedAt = Now.AddSeconds(-3), ExitCode = 7, ImageDigest = "sha256:bb" },
                    State(waiting),
                ],
            });
    }

    private static NodeTaskContainer State(NativeContainer container) =>
        new() { Name = container.Name, Essential = container.Essential, StopTimeout = TimeSpan.FromSeconds(30), HasLog = container.Log is not null };
}
