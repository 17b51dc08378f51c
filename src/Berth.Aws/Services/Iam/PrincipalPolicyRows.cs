using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>Finds the policies that bound a principal: what its user or role has, inline, attached and by its groups, its boundary, and its session's own.</summary>
internal sealed class PrincipalPolicyRows(IStore store)
{
    /// <returns>Empty for root, and for a principal that is gone.</returns>
    public async ValueTask<PrincipalPolicies> Find(Principal principal, CancellationToken cancel)
    {
        var reading = new Reading(store, cancel);
        PrincipalHolder? holder = principal switch
        {
            { UserName: { } user } => await reading.Row<UserRecord>(IamNames.UserKind, user),
            { RoleArn: { } role } => await reading.Row<RoleRecord>(IamNames.RoleKind, IamNames.RoleNameOf(role)),
            _ => null,
        };
        var identity = new List<NamedPolicy>();
        if (holder is not null) await reading.Add(identity, holder);
        foreach (var name in (holder as UserRecord)?.GroupNames ?? [])
            if (await reading.Row<GroupRecord>(IamNames.GroupKind, name) is { } group) await reading.Add(identity, group);
        var boundary = holder?.PermissionsBoundaryArn is { } bound ? await reading.Managed([bound], holder.Arn, PolicySource.Boundary) : null;
        return new()
        {
            Identity = identity,
            Boundary = boundary,
            Session = await Session(reading, principal),
            Tags = holder?.Tags ?? new Dictionary<string, string>(),
            Rows = reading.Rows,
        };
    }

    /// <summary>Inline and attached policies of one holder alone.</summary>
    public async ValueTask<IReadOnlyList<NamedPolicy>> Of(PolicyHolder holder, CancellationToken cancel)
    {
        var policies = new List<NamedPolicy>();
        await new Reading(store, cancel).Add(policies, holder);
        return policies;
    }

    /// <summary>Whether every row that <paramref name="known"/> was read from is still what it was. Costs a look at each; the store keeps them in memory.</summary>
    public async ValueTask<bool> IsCurrent(PrincipalPolicies known, CancellationToken cancel)
    {
        foreach (var (kind, id, row) in known.Rows)
        {
            var now = await store.Get(kind, id, cancel);

            // What it says decides: made anew under its name, a row begins at version 1 again, and one that was only touched says the same.
            if (!ReferenceEquals(now, row) && now?.Body != row?.Body) return false;
        }

        return true;
    }

    private static async ValueTask<IReadOnlyList<NamedPolicy>?> Session(Reading reading, Principal principal)
    {
        if (principal.SessionPolicy is null && principal.SessionPolicyArns.Count == 0) return null;
        var session = await reading.Managed(principal.SessionPolicyArns, holder: null, PolicySource.Session);
        return principal.SessionPolicy is { } inline ? [new("session policy", null, null, PolicySource.Session, inline), .. session] : session;
    }

    /// <summary>Reads rows and remembers which.</summary>
    private sealed class Reading(IStore store, CancellationToken cancel)
    {
        private readonly List<(string Kind, string Id, Row? Row)> rows = [];

        public IReadOnlyList<(string Kind, string Id, Row? Row)> Rows => rows;

        public async ValueTask<T?> Row<T>(string kind, string id)
            where T : class
        {
            var row = await store.Get(kind, id, cancel);
            rows.Add((kind, id, row));
            return row is null ? null : RowJson.Read<T>(row);
        }

        public async ValueTask Add(List<NamedPolicy> policies, PolicyHolder holder)
        {
            policies.AddRange(holder.InlinePolicies.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new NamedPolicy(p.Key, null, holder.Arn, PolicySource.Identity, p.Value)));
            policies.AddRange(await Managed(holder.AttachedPolicyArns, holder.Arn, PolicySource.Identity));
        }

        /// <summary>One that is gone permits nothing.</summary>
        public async ValueTask<List<NamedPolicy>> Managed(IReadOnlyList<string> arns, string? holder, PolicySource source)
        {
            var policies = new List<NamedPolicy>(arns.Count);
            foreach (var arn in arns)
                if ((AwsManagedPolicies.Find(arn) ?? await Row<PolicyRecord>(IamNames.PolicyKind, arn)) is { } policy) policies.Add(new(policy.Name, policy.Arn, holder, source, policy.Document));
            return policies;
        }
    }
}

/// <summary>The policies of one principal, as its rows had them. Whoever compiles them keeps them while <see cref="PrincipalPolicyRows.IsCurrent"/>.</summary>
internal sealed record PrincipalPolicies
{
    /// <summary>Inline and attached policies of the user and its groups, or of the role.</summary>
    public required IReadOnlyList<NamedPolicy> Identity { get; init; }

    /// <summary>Null without a boundary; a boundary whose policy is gone is empty and permits nothing.</summary>
    public required IReadOnlyList<NamedPolicy>? Boundary { get; init; }

    /// <summary>Null when the session was given none.</summary>
    public required IReadOnlyList<NamedPolicy>? Session { get; init; }

    /// <summary>Of the user or role: <c>aws:PrincipalTag/KEY</c>.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>What it was read from; null where there was no row.</summary>
    public required IReadOnlyList<(string Kind, string Id, Row? Row)> Rows { get; init; }
}
