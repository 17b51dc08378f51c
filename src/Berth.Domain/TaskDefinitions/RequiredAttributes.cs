namespace Berth.Domain.TaskDefinitions;

/// <summary>
/// What a container instance must be able to do to run a definition. Names: amazon-ecs-agent's capabilities. Which setting asks for which version of docker's API
/// is docker's history: memoryReservation came with 1.21, health checks with 1.24, their start period with 1.29.
/// </summary>
internal static class RequiredAttributes
{
    private const string Capability = "com.amazonaws.ecs.capability.";
    private const string Api = Capability + "docker-remote-api.";

    public static IReadOnlyList<string> Of(TaskDefinitionDraft draft) => [.. All(draft).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> All(TaskDefinitionDraft draft)
    {
        if (draft.ExecutionRoleArn is not null && draft.Containers.Any(c => c.Image!.Contains(".dkr.ecr.", StringComparison.Ordinal)))
        {
            yield return Capability + "ecr-auth";
            yield return "ecs.capability.execution-role-ecr-pull";
        }

        if (draft.TaskRoleArn is not null) yield return Capability + "task-iam-role";
        foreach (var container in draft.Containers)
        {
            foreach (var name in OfLog(container.LogConfiguration, draft.ExecutionRoleArn is not null)) yield return name;
            foreach (var name in OfSettings(container)) yield return name;
        }

        yield return Api + "1.18";
        if (draft.NetworkMode == "awsvpc") yield return "ecs.capability.task-eni";
    }

    private static IEnumerable<string> OfLog(LogConfiguration? log, bool executionRole)
    {
        if (log?.LogDriver != AwslogsOptions.Driver) yield break;
        yield return Capability + "logging-driver.awslogs";
        yield return Api + "1.19";
        if (executionRole) yield return "ecs.capability.execution-role-awslogs";
        if (log.Options.ContainsKey(AwslogsOptions.ModeKey)) yield return Api + "1.28";
        if (log.Options.ContainsKey(AwslogsOptions.CreateGroupKey)) yield return Api + "1.29";
    }

    private static IEnumerable<string> OfSettings(ContainerDraft container)
    {
        foreach (var secret in container.Secrets) yield return $"ecs.capability.secrets.{Store(secret)}.environment-variables";
        foreach (var secret in container.LogConfiguration?.SecretOptions ?? []) yield return $"ecs.capability.secrets.{Store(secret)}.bootstrap.log-driver";
        if (container.EnvironmentFiles.Count > 0) yield return "ecs.capability.env-files.s3";
        if (container.CredentialsParameter is not null) yield return "ecs.capability.private-registry-authentication.secretsmanager";
        if (container.MemoryReservationMib is not null) yield return Api + "1.21";
        if (container.LinuxParameters?.InitProcessEnabled == true) yield return Api + "1.25";
        if (container.HealthCheck is { } check)
        {
            yield return "ecs.capability.container-health-check";
            yield return Api + (check.StartPeriodSeconds is null ? "1.24" : "1.29");
        }

        if (container.DependsOn.Count > 0 || container.StartTimeoutSeconds is not null || container.StopTimeoutSeconds is not null) yield return "ecs.capability.container-ordering";
        if (container.RestartPolicy is { Enabled: true }) yield return "ecs.capability.container-restart-policy";
    }

    private static string Store(ContainerSecret secret) => SecretReference.Parse(secret.ValueFrom) is SecretReference.SecretsManager ? "asm" : "ssm";
}
