namespace Berth.Domain.TaskDefinitions;

/// <summary>A variable, or an option of a log driver, whose value the execution role fetches when the task starts.</summary>
/// <param name="ValueFrom">See <see cref="SecretReference"/>.</param>
public sealed record ContainerSecret(string Name, string ValueFrom);

/// <summary>A file of variables in a bucket.</summary>
/// <param name="Value">ARN of the object.</param>
/// <param name="Type">s3.</param>
public sealed record EnvironmentFile(string Value, string Type);

/// <summary>Where a secret's value is. Source: ECS API, Secret.valueFrom.</summary>
public abstract record SecretReference
{
    private const int SecretParts = 7;

    /// <summary>Sample: <c>arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db-AbCdEf:password:AWSPREVIOUS:</c>, whose last three parts may be empty or missing.</summary>
    /// <param name="SecretId">The ARN without those parts.</param>
    /// <param name="JsonKey">Of an object that the value is; null for the whole value.</param>
    public sealed record SecretsManager(string SecretId, string? JsonKey, string? VersionStage, string? VersionId) : SecretReference;

    /// <summary>Of Parameter Store: an ARN, or a name in this region.</summary>
    public sealed record Parameter(string Name) : SecretReference;

    /// <returns>Null when it is neither.</returns>
    public static SecretReference? Parse(string valueFrom)
    {
        if (!valueFrom.StartsWith("arn:", StringComparison.Ordinal)) return valueFrom.Length > 0 ? new Parameter(valueFrom) : null;
        var parts = valueFrom.Split(':');
        if (parts is [_, _, "ssm", _, _, var parameter, ..]) return parameter.StartsWith("parameter/", StringComparison.Ordinal) ? new Parameter(valueFrom) : null;
        if (parts is not [_, _, "secretsmanager", _, _, "secret", { Length: > 0 }, ..] || parts.Length > SecretParts + 3) return null;
        string? Part(int index) => parts.Length > index && parts[index].Length > 0 ? parts[index] : null;
        return new SecretsManager(string.Join(':', parts[..SecretParts]), Part(SecretParts), Part(SecretParts + 1), Part(SecretParts + 2));
    }
}

/// <summary>An object in a bucket, by its ARN: <c>arn:aws:s3:::BUCKET/KEY</c>.</summary>
public sealed record ObjectReference(string Bucket, string Key)
{
    private const string Prefix = "arn:aws:s3:::";

    /// <returns>Null when it is no object's ARN.</returns>
    public static ObjectReference? Parse(string arn)
    {
        if (!arn.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var rest = arn[Prefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < rest.Length - 1 ? new(rest[..slash], rest[(slash + 1)..]) : null;
    }
}
