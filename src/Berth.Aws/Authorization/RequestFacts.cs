using System.Globalization;
using Berth.Aws.Dispatch;
using Berth.Domain.Access;

namespace Berth.Aws.Authorization;

/// <summary>
/// Condition keys of one demand. Made only when a policy that is asked names a key: most do not. Source: IAM user guide, AWS global condition context keys; service authorization reference
/// for the services' own names of resource tags.
/// </summary>
internal static class RequestFacts
{
    /// <param name="principalTags">Of the user or the role.</param>
    /// <param name="resource">Null when nobody looked, or there is no such resource.</param>
    public static AccessKeys Keys(Caller caller, AccessDemand demand, IReadOnlyDictionary<string, string> principalTags, ResourceFacts? resource, DateTimeOffset now) =>
        new(All(caller, demand, principalTags, resource, now));

    /// <summary>What stands third in an ARN: <c>ecr</c>; the action's service when the resource is no ARN.</summary>
    public static string ServiceOf(AccessDemand demand) => Part(demand.Resource, 2) is { Length: > 0 } service ? service : demand.Action[..Math.Max(0, demand.Action.IndexOf(':', StringComparison.Ordinal))];

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> All(
        Caller caller, AccessDemand demand, IReadOnlyDictionary<string, string> principalTags, ResourceFacts? resource, DateTimeOffset now)
    {
        var principal = caller.Principal;
        yield return One("aws:PrincipalArn", principal.RoleArn ?? principal.Arn);
        yield return One("aws:PrincipalAccount", caller.Scope.AccountId);
        yield return One("aws:PrincipalType", principal switch { { RoleArn: not null } => "AssumedRole", { UserName: not null } => "User", _ => "Account" });
        yield return One("aws:userid", principal.UserId);
        if (principal is { UserName: { } user, RoleArn: null }) yield return One("aws:username", user);
        foreach (var (key, value) in principalTags) yield return One("aws:PrincipalTag/" + key, value);
        yield return One("aws:PrincipalIsAWSService", "false");
        yield return One("aws:ViaAWSService", "false");
        yield return One("aws:CurrentTime", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        yield return One("aws:EpochTime", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        yield return One("aws:RequestedRegion", caller.Scope.Region);
        yield return One("aws:ResourceAccount", Part(demand.Resource, 4) is { Length: > 0 } account ? account : caller.Scope.AccountId);
        foreach (var (key, value) in caller.RequestKeys) yield return One(key, value);
        if (demand.RequestTags.Count > 0) yield return new("aws:TagKeys", [.. demand.RequestTags.Keys]);
        foreach (var (key, value) in demand.RequestTags) yield return One("aws:RequestTag/" + key, value);
        foreach (var (key, values) in demand.Keys) yield return new(key, values);
        if (resource is null) yield break;
        var service = ServiceOf(demand);
        foreach (var (key, value) in resource.Tags)
        {
            yield return One("aws:ResourceTag/" + key, value);
            yield return One($"{service}:ResourceTag/{key}", value);
        }
    }

    /// <summary>Of <c>arn:aws:SERVICE:REGION:ACCOUNT:…</c>; empty when there is none.</summary>
    private static ReadOnlySpan<char> PartSpan(string arn, int index)
    {
        if (!arn.StartsWith("arn:", StringComparison.Ordinal)) return [];
        var rest = arn.AsSpan();
        for (; index > 0; index--)
        {
            var colon = rest.IndexOf(':');
            if (colon < 0) return [];
            rest = rest[(colon + 1)..];
        }

        var end = rest.IndexOf(':');
        return end < 0 ? [] : rest[..end];
    }

    private static string Part(string arn, int index) => PartSpan(arn, index).ToString();

    private static KeyValuePair<string, IReadOnlyList<string>> One(string name, string value) => new(name, [value]);
}
