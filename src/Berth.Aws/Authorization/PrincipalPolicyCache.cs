using Berth.Aws.Services.Iam;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Authorization;

/// <summary>Principals' policies, compiled. What was compiled is good while the rows that it was made of are what they were, which is a look at each in memory.</summary>
internal sealed class PrincipalPolicyCache(PrincipalPolicyRows rows)
{
    private const int PrincipalsMax = 512;
    private const long BytesMax = 32 << 20;

    private readonly TwoGenerations<PrincipalKey, CompiledPrincipal> compiled = new(PrincipalsMax, BytesMax, BytesOf);

    public async ValueTask<CompiledPrincipal> Of(Principal principal, CancellationToken cancel)
    {
        var key = new PrincipalKey(principal.RoleArn ?? principal.Arn, principal.UserId.Split(':')[0], principal.SessionPolicy, string.Join(' ', principal.SessionPolicyArns));
        if (compiled.TryGet(key, out var known) && await rows.IsCurrent(known.Source, cancel)) return known;
        var fresh = new CompiledPrincipal(await rows.Find(principal, cancel));
        compiled.Keep(key, fresh);
        return fresh;
    }

    private static long BytesOf(CompiledPrincipal principal) =>
        4096 + (8L * principal.Source.Identity.Concat(principal.Source.Boundary ?? []).Concat(principal.Source.Session ?? []).Sum(p => p.Document.Length));

    /// <summary>All sessions of a role share one, but for those that were given a policy of their own.</summary>
    private sealed record PrincipalKey(string Arn, string UserId, string? SessionPolicy, string SessionPolicyArns);
}

/// <summary>A principal's policies, ready to be asked.</summary>
internal sealed class CompiledPrincipal(PrincipalPolicies source)
{
    public PrincipalPolicies Source { get; } = source;

    public AccessPolicies Identity { get; } = AccessPolicies.Compile(source.Identity);

    public AccessPolicies? Boundary { get; } = source.Boundary is { } boundary ? AccessPolicies.Compile(boundary) : null;

    public AccessPolicies? Session { get; } = source.Session is { } session ? AccessPolicies.Compile(session) : null;

    /// <summary>Whether any of them names a condition key, in a condition or a variable. Most name none, and then nobody makes keys.</summary>
    public bool UsesKeys => Identity.Keys.Count > 0 || Boundary is { Keys.Count: > 0 } || Session is { Keys.Count: > 0 };

    /// <param name="service">As in ARNs; some services have their own name for their resources' tags.</param>
    public bool UsesResourceTags(string service) => UsesKeys && (UsesKey("aws:ResourceTag/") || UsesKey(service + ":ResourceTag/"));

    private bool UsesKey(string prefix) => Identity.UsesKey(prefix) || Boundary?.UsesKey(prefix) == true || Session?.UsesKey(prefix) == true;
}
