using Berth.Domain.Profiles;
using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.TaskDefinitions;

public sealed class TaskDefinitionRulesTests
{
    private static readonly Profile Handbook = SampleProfiles.Read("handbook");

    private static readonly ContainerDraft App = SampleDrafts.App;

    private static readonly TaskDefinitionDraft Good = SampleDrafts.Good;

    public static TheoryData<string, TaskDefinitionDraft> Faults => new()
    {
        { "Family contains invalid characters.", Good with { Family = "web!" } },
        { "Container list cannot be empty.", Good with { Containers = [] } },
        { "Fargate only supports network mode ‘awsvpc’.", Good with { NetworkMode = "bridge" } },
        { "Fargate requires that 'cpu' be defined at the task level.", Good with { Cpu = null } },
        { "Fargate requires that 'memory' be defined at the task level.", Good with { Memory = null } },
        { "No Fargate configuration exists for given values: 256 CPU, 4096 memory. See the Amazon ECS documentation for the valid values.", Good with { Memory = "4 GB" } },
        { "Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.", Good with { Cpu = "much" } },
        { "Container.name should not be null or empty.", Good with { Containers = [App with { Name = null }] } },
        { "Container.image should not be null or empty.", Good with { Containers = [App with { Image = "" }] } },
        { "Container.image contains invalid characters", Good with { Containers = [App with { Image = "no spaces" }] } },
        { "Task definition doesn't have any essential container", Good with { Containers = [App with { Essential = false }] } },
        { "Container names must be unique within a task definition", Good with { Containers = [App, App] } },
        { "hostname is not supported on container when networkMode=awsvpc.", Good with { Containers = [App with { Hostname = "box" }] } },
        { "Extra hosts are not supported on container when networkMode=awsvpc.", Good with { Containers = [App with { ExtraHosts = [new("db", "10.0.0.1")] }] } },
        { "When networkMode=awsvpc, port mapping name is already used", Good with { Containers = [App with { PortMappings = [new(80, null, null, "http", null), new(81, null, null, "http", null)] }] } },
        { "When networkMode=awsvpc, the host ports and container ports in port mappings must match.", Good with { Containers = [App with { PortMappings = [new(80, 8080, null, null, null)] }] } },
        { "The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value", Good with { Containers = [App with { CpuUnits = 512 }] } },
        { "The 'memory' setting for container 'app' is greater than for the task", Good with { Containers = [App with { MemoryMib = 1024 }] } },
        { "Fargate requires task definition to have execution role ARN to support log driver awslogs.", Good with { ExecutionRoleArn = null, Containers = [App with { LogConfiguration = Awslogs() }] } },
        { "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.", Good with { Containers = [App with { LogConfiguration = Awslogs(["awslogs-stream-prefix"]) }] } },
        { "json-file is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]", Good with { Containers = [App with { LogConfiguration = new("json-file", new Dictionary<string, string>()) }] } },
        { "Fargate requires task definition to have execution role ARN to support ECR images.", Good with { ExecutionRoleArn = null, Containers = [App with { Image = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/web:1" }] } },
        { "Berth does not run awslogs-region 'us-east-1' of container 'app' (use 'ap-northeast-1') in a task definition yet. Remove it, or see SCOPE.md for what it runs.", Good with { Containers = [App with { LogConfiguration = Awslogs("awslogs-region", "us-east-1") }] } },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_told_first_and_in_the_words_of_ecs(string message, TaskDefinitionDraft draft) =>
        Assert.Equal(message, TaskDefinitionRules.Check(draft, Handbook, "ap-northeast-1")[0]);

    [Fact]
    public void A_good_definition_has_no_fault()
    {
        Assert.Empty(TaskDefinitionRules.Check(Good, Handbook, "ap-northeast-1"));
        Assert.Empty(TaskDefinitionRules.Check(Good with { Containers = [App with { LogConfiguration = Awslogs() }] }, Handbook, "ap-northeast-1"));
    }

    [Fact]
    public void The_handbook_allows_the_sizes_up_to_4_vcpu_and_the_aws_profile_more()
    {
        var big = Good with { Cpu = "8192", Memory = "16384" };
        Assert.NotEmpty(TaskDefinitionRules.Check(big, Handbook, "ap-northeast-1"));
        Assert.Empty(TaskDefinitionRules.Check(big, SampleProfiles.Read("aws"), "ap-northeast-1"));
    }

    [Fact]
    public void Safety_what_passes_can_be_made_into_a_revision_that_fits_its_task() => Gen.OneOf(Sizes, SampleDrafts.Any).Sample(draft =>
    {
        if (TaskDefinitionRules.Check(draft, Handbook, SampleDrafts.Region).Count > 0) return;
        var fits = TaskDefinitionRules.FitsFargate(draft, Handbook, SampleDrafts.Region);
        var made = TaskDefinitionFactory.Make(draft, 1, "me", new Dictionary<string, string>(), fits, SampleTasks.Scope, SampleTasks.Created);
        Assert.True(made.Containers.Sum(c => c.CpuUnits) <= made.CpuUnits);
        Assert.All(made.Containers, c => Assert.True(c.MemoryMib is null || c.MemoryMib <= made.MemoryMib));
        Assert.Contains(made.Containers, c => c.Essential);
        Assert.True(fits || !draft.RequiresCompatibilities.Contains("FARGATE"));
        Assert.Equal(fits, made.Compatibilities.Contains("FARGATE"));
        Assert.All(made.Containers, c => AssertConsistent(c, made));
        if (fits) Assert.All(made.Containers, c => Assert.True(c.LinuxParameters is not { Tmpfs.Count: > 0 } and not { SharedMemorySizeMib: not null }));
    });

    /// <summary>What a node may rely on.</summary>
    private static void AssertConsistent(ContainerDefinition container, TaskDefinitionRecord task)
    {
        Assert.All(container.DependsOn, d => Assert.Contains(task.Containers, c => c.Name == d.ContainerName && (d.Condition != DependencyCondition.Healthy || c.HealthCheck is not null)));
        Assert.All(container.MountPoints, m => Assert.Contains(new TaskVolume(m.SourceVolume), task.Volumes));
        Assert.All(container.VolumesFrom, v => Assert.Contains(task.Containers, c => c.Name == v.SourceContainer && c.Name != container.Name));
        Assert.True(container.RestartPolicy is null or { AttemptPeriodSeconds: >= 60 and <= 1800 });
        Assert.True(container.HealthCheck is null or { IntervalSeconds: >= 5 and <= 300, TimeoutSeconds: >= 2 and <= 60, Retries: >= 1 and <= 10, StartPeriodSeconds: null or (>= 0 and <= 300) });
        Assert.Equal(container.Ulimits.Count, container.Ulimits.DistinctBy(u => u.Name).Count());
    }

    [Fact]
    public void Liveness_every_size_of_the_profile_can_be_registered()
    {
        foreach (var size in Handbook.FargateSizes)
        {
            var memory = size.MemoryMib.Count > 0 ? size.MemoryMib : [size.MemoryMibMin, size.MemoryMibMin + size.MemoryMibStep, size.MemoryMibMax];
            foreach (var mib in memory) Assert.Empty(TaskDefinitionRules.Check(Good with { Cpu = $"{size.CpuUnits}", Memory = $"{mib}" }, Handbook, "ap-northeast-1"));
        }
    }

    private static Gen<TaskDefinitionDraft> Sizes =>
        from cpu in Gen.OneOf("256", "512", "1 vCPU", "nothing")
        from memory in Gen.OneOf("512", "1 GB", "2048")
        from containers in (
            from name in Gen.OneOf("app", "side", "log")
            from units in Gen.Int[0, 600]
            from mib in Gen.Int[4, 2100]
            from essential in Gen.Bool
            select App with { Name = name, CpuUnits = units, MemoryMib = mib, Essential = essential }).List[0, 3]
        select Good with { Cpu = cpu, Memory = memory, Containers = containers };

    [Theory]
    [InlineData("256", "512", true)]
    [InlineData("300", "512", false)]
    [InlineData(null, "512", false)]
    public void Only_what_fargate_would_take_runs_there(string? cpu, string memory, bool fits) =>
        Assert.Equal(fits, TaskDefinitionRules.FitsFargate(Good with { RequiresCompatibilities = ["EC2"], Cpu = cpu, Memory = memory }, Handbook, "ap-northeast-1"));

    [Theory]
    [InlineData(-1, null, null, "Invalid setting for container 'app'. 'cpu' must not be negative.")]
    [InlineData(512, null, null, "The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value")]
    [InlineData(0, 1, null, "Invalid setting for container 'app'. 'memory' must be at least 6 MiB.")]
    [InlineData(0, 64, 128, "Invalid setting for container 'app'. 'memory' must be greater than or equal to 'memoryReservation'.")]
    [InlineData(0, 1024, null, "The 'memory' setting for container 'app' is greater than for the task")]
    public void Overrides_obey_the_same_sizes(int cpu, int? memory, int? reservation, string fault) => Assert.Equal(
        fault, TaskDefinitionRules.CheckSizes(SampleTasks.Definition(new ContainerDefinition { Name = "app", Image = "a", CpuUnits = cpu, MemoryMib = memory, MemoryReservationMib = reservation }))[0]);

    private static LogConfiguration Awslogs(string option, string value) => new("awslogs", new Dictionary<string, string>(Awslogs().Options) { [option] = value });

    private static LogConfiguration Awslogs(params string[] without) => new("awslogs",
        new Dictionary<string, string> { ["awslogs-group"] = "/web", ["awslogs-region"] = "ap-northeast-1", ["awslogs-stream-prefix"] = "web" }
            .Where(o => !without.Contains(o.Key)).ToDictionary());
}
