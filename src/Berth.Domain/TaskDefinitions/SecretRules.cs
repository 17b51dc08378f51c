namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at what the execution role is to fetch. Source: ECS API, Secret, EnvironmentFile and RepositoryCredentials; where no text of ECS is known, the words are ours.</summary>
internal static class SecretRules
{
    private const int FilesMax = 10;

    public static IEnumerable<string> Check(ContainerDraft container, TaskDefinitionDraft task)
    {
        if (task.ExecutionRoleArn is null)
        {
            if (container.Secrets.Count > 0 || container.LogConfiguration is { SecretOptions.Count: > 0 }) yield return "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.";
            if (container.EnvironmentFiles.Count > 0) yield return "When you are specifying environment files, you must also specify a value for 'executionRoleArn'.";
            if (container.CredentialsParameter is not null) yield return "When you are specifying repository credentials, you must also specify a value for 'executionRoleArn'.";
        }

        foreach (var fault in SecretFaults(container)) yield return fault;
        foreach (var fault in FileFaults(container.EnvironmentFiles, container.Name)) yield return fault;
        if (container.CredentialsParameter is { } parameter && parameter.StartsWith("arn:", StringComparison.Ordinal) && SecretReference.Parse(parameter) is not SecretReference.SecretsManager { JsonKey: null })
            yield return $"Invalid 'credentialsParameter' setting for container '{container.Name}'. It must be the name or the ARN of a secret in AWS Secrets Manager.";
    }

    /// <summary>Of a definition, and of a run's overrides.</summary>
    public static IEnumerable<string> FileFaults(IReadOnlyList<EnvironmentFile> files, string? container)
    {
        if (files.Count > FilesMax) yield return $"environmentFiles of container '{container}' can have at most {FilesMax} items.";
        foreach (var file in files)
        {
            if (file.Type != "s3") yield return $"Invalid type '{file.Type}' of an environment file of container '{container}'. Must be one of [s3]";
            if (ObjectReference.Parse(file.Value) is null) yield return $"Invalid value '{file.Value}' of an environment file of container '{container}'. It must be the ARN of an Amazon S3 object.";
            else if (!file.Value.EndsWith(".env", StringComparison.Ordinal)) yield return $"Invalid value '{file.Value}' of an environment file of container '{container}'. The file must have a .env file extension.";
        }
    }

    private static IEnumerable<string> SecretFaults(ContainerDraft container)
    {
        var variables = container.Environment.Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var secret in container.Secrets)
        {
            if (secret.Name.Length == 0) yield return $"Invalid 'secrets' setting for container '{container.Name}'. A secret must have a name.";
            if (!variables.Add(secret.Name)) yield return $"The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '{secret.Name}'.";
        }

        foreach (var secret in container.Secrets.Concat(container.LogConfiguration?.SecretOptions ?? []))
            if (SecretReference.Parse(secret.ValueFrom) is null)
                yield return $"Invalid 'valueFrom' setting '{secret.ValueFrom}' for the secret '{secret.Name}' of container '{container.Name}'. It must name a secret in AWS Secrets Manager or a parameter in AWS Systems Manager.";
    }
}
