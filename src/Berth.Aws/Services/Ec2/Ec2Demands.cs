using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ec2;

/// <summary>What EC2 asks of IAM: most of its operations act on several resources. Source: service authorization reference, Amazon EC2.</summary>
internal static class Ec2Demands
{
    /// <summary>By the prefix of an id: what stands before the slash in its ARN.</summary>
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["vpc"] = "vpc",
        ["subnet"] = "subnet",
        ["rtb"] = "route-table",
        ["igw"] = "internet-gateway",
        ["nat"] = "natgateway",
        ["eipalloc"] = "elastic-ip",
        ["vpce"] = "vpc-endpoint",
        ["sg"] = "security-group",
        ["sgr"] = "security-group-rule",
        ["eni"] = "network-interface",
        ["acl"] = "network-acl",
        ["dopt"] = "dhcp-options",
        ["pl"] = "prefix-list",
    };

    /// <returns><c>*</c> for what is no id.</returns>
    public static string Arn(AwsScope scope, string? id) => id?.Split('-')[0] is { } prefix && Types.TryGetValue(prefix, out var type) ? scope.Arn("ec2", $"{type}/{id}") : "*";

    /// <summary>The action on each of these; nulls are left out. On <c>*</c> when none is named: an empty list would ask IAM nothing.</summary>
    public static IReadOnlyList<AccessDemand> On(string action, Caller caller, params IEnumerable<string?> ids) =>
        [.. ids.Where(i => i is not null).Select(i => Arn(caller.Scope, i)).DefaultIfEmpty("*").Distinct(StringComparer.Ordinal).Select(arn => new AccessDemand(action, arn))];

    /// <summary>Making something of a type, out of what is there; with tags, tagging it too.</summary>
    /// <param name="type">As in ARNs: <c>natgateway</c>.</param>
    public static IReadOnlyList<AccessDemand> Create(string action, Caller caller, string type, IReadOnlyList<TagSpecificationShape>? tagging, params IEnumerable<string?> ids)
    {
        var made = caller.Scope.Arn("ec2", type + "/*");
        var tags = (tagging ?? []).SelectMany(t => Ec2Tags.Pairs(t.Tags)).GroupBy(t => t.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
        var demands = new List<AccessDemand> { new(action, made) { RequestTags = tags } };
        if (ids.Any(i => i is not null)) demands.AddRange(On(action, caller, ids));
        if (tags.Count > 0) demands.Add(new("ec2:CreateTags", made) { RequestTags = tags, Keys = new Dictionary<string, IReadOnlyList<string>> { ["ec2:CreateAction"] = [action["ec2:".Length..]] } });
        return demands;
    }
}
