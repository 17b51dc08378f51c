using Berth.Aws.Dispatch;
using Berth.Domain.Access;
using Berth.Domain.Parameters;

namespace Berth.Aws.Services.Ssm;

/// <summary>What IAM judges of requests that name parameters.</summary>
internal static class ParameterDemands
{
    public static string Arn(string? given, Caller caller) => SsmNames.Arn(caller.Scope, SsmNames.Name(WithoutSelector(given ?? ""), caller.Scope));

    public static IReadOnlyList<AccessDemand> Of(string action, IReadOnlyList<string>? names, Caller caller) => [.. (names ?? []).Select(n => Arn(n, caller)).Distinct(StringComparer.Ordinal).Select(arn => new AccessDemand(action, arn))];

    /// <summary>An ARN has colons of its own, five of them.</summary>
    public static string WithoutSelector(string given) => Split(given).Name;

    public static (string Name, string? Selector) Split(string given)
    {
        if (!given.StartsWith("arn:", StringComparison.Ordinal)) return ParameterNames.Split(given);
        var slash = given.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return (given, null);
        var (name, selector) = ParameterNames.Split(given[slash..]);
        return (given[..slash] + name, selector);
    }
}
