using Berth.Domain.Deployments;
using Berth.Domain.Kernel;
using Berth.Domain.Services;
using Berth.Domain.TaskDefinitions;

namespace Berth.Testing.Records;

/// <summary>Services as CreateService makes them, for tests that are about what happens next.</summary>
public static class SampleServices
{
    public static readonly DateTimeOffset Created = SampleTasks.Created;

    private static readonly AwsScope Scope = AwsScope.Default;

    public static ServiceSettings Settings { get; } = new() { MinimumHealthyPercent = 100, MaximumPercent = 200, LaunchType = "FARGATE" };

    /// <param name="revision">Of the task definition <c>web</c>.</param>
    public static RevisionDraft Revision(int revision = 1, string image = "busybox") => new(
        SampleTasks.Definition(new ContainerDefinition { Name = "app", Image = image }) with { Revision = revision, Arn = Scope.Arn("ecs", $"task-definition/web:{revision}") },
        "1.4.0", [new("subnet-1", "ap-northeast-1a")], ["sg-1"], [], AssignPublicIp: false);

    public static ServiceDraft Draft(int desired = 2, ServiceSettings? settings = null, RevisionDraft? revision = null, string name = "web", string hash = "hash") => new(
        name, Scope.Arn("ecs", $"service/default/{name}"), "default", Scope.Arn("ecs", "cluster/default"), DeploymentController.Ecs, desired, settings ?? Settings, revision ?? Revision(),
        new Dictionary<string, string>(), Scope.IamArn("root"), null, hash);

    public static ServiceDraft ExternalDraft(int desired = 2) => Draft(desired) with { Controller = DeploymentController.External, Revision = null };

    public static TaskSetDraft TaskSet(double scale = 100, string? token = null, string hash = "hash") => new(Revision(), "FARGATE", [], scale, null, token, hash, new Dictionary<string, string>());

    public static NewIds Ids(int number) => new($"ecs-svc/{number:D19}", $"{number + 500:D19}", $"{number:D21}");

    public static ServiceRecord Made(int desired = 2, ServiceSettings? settings = null) => ServiceChanges.Create(Draft(desired, settings), null, [], Ids(1), Created);

    public static ServiceRecord External(int desired = 2) => ServiceChanges.Create(ExternalDraft(desired), null, [], Ids(1), Created);

    /// <summary>Its PRIMARY deployment is COMPLETED.</summary>
    public static ServiceRecord Completed(ServiceRecord service) => Rollout.Complete(service, Created, []);
}
