using System.Collections.Frozen;
using System.Text.Json;

namespace Berth.Domain.Access;

/// <summary>
/// Policies that AWS keeps for everybody, as far as ECS work needs them: the documents are AWS's own, one file each under <c>Managed/</c>, at the version that its index names.
/// Source: AWS managed policy reference.
/// </summary>
public static class AwsManagedPolicies
{
    public const string TaskExecutionArn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

    private const string ArnPrefix = "arn:aws:iam::aws:policy";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>In the order of their ARNs.</summary>
    public static IReadOnlyList<PolicyRecord> All { get; } = Read();

    private static readonly FrozenDictionary<string, PolicyRecord> ByArn = All.ToFrozenDictionary(p => p.Arn, StringComparer.Ordinal);

    /// <returns>Null when AWS has no such policy, or it is not among those kept here.</returns>
    public static PolicyRecord? Find(string arn) => ByArn.GetValueOrDefault(arn);

    /// <summary>Whether it is AWS's, which nobody changes.</summary>
    public static bool IsAws(string arn) => arn.StartsWith(ArnPrefix + "/", StringComparison.Ordinal);

    /// <summary>Policies of service-linked roles are for those roles alone.</summary>
    public static bool IsForLinkedRoles(string arn) => arn.StartsWith(ArnPrefix + "/aws-service-role/", StringComparison.Ordinal);

    private static PolicyRecord[] Read() => [.. JsonSerializer.Deserialize<IReadOnlyList<Entry>>(Resource("index"), Json)!.Select(Read).OrderBy(p => p.Arn, StringComparer.Ordinal)];

    private static PolicyRecord Read(Entry entry)
    {
        var document = Resource(entry.Name).TrimEnd();
        return new()
        {
            Name = entry.Name,
            Path = entry.Path,
            PolicyId = entry.PolicyId ?? "",
            Arn = ArnPrefix + entry.Path + entry.Name,
            Document = document,
            Description = entry.Description,
            CreatedAt = entry.CreateDate,
            UpdatedAt = entry.UpdateDate,
            DefaultVersionId = entry.VersionId,
            Versions = [new(entry.VersionId, document, entry.UpdateDate)],
        };
    }

    private static string Resource(string name)
    {
        using var stream = typeof(AwsManagedPolicies).Assembly.GetManifestResourceStream($"managed/{name}.json") ?? throw new InvalidOperationException($"The managed policy {name} is not in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <param name="PolicyId">ANPA…; null when it is not known.</param>
    private sealed record Entry(string Name, string Path, string? PolicyId, string? Description, string VersionId, DateTimeOffset CreateDate, DateTimeOffset UpdateDate);
}
