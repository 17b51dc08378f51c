using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Authorization;

/// <summary>Resources' own policies, compiled. A policy that changed is another text, so nothing here is ever out of date.</summary>
internal sealed class ResourcePolicyCache
{
    private const int PoliciesMax = 512;
    private const long BytesMax = 8 << 20;

    private readonly TwoGenerations<(string Name, string Document), AccessPolicies> compiled = new(PoliciesMax, BytesMax, _ => 4096);

    /// <param name="name">Of what has the policy: a resource's ARN, an endpoint's id.</param>
    public AccessPolicies Of(string name, PolicySource source, string document)
    {
        if (compiled.TryGet((name, document), out var known)) return known;
        var policies = AccessPolicies.Compile([new NamedPolicy(name, null, null, source, document)]);
        compiled.Keep((name, document), policies);
        return policies;
    }
}
