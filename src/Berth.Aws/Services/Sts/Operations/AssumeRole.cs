using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam;
using Berth.Aws.Services.Sts.Wire;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Sts.Operations;

/// <summary>Temporary keys of a role, for a caller that the role's trust policy names.</summary>
internal sealed class AssumeRole(IStore store, SessionIssuer sessions) : IOperation<AssumeRoleRequest, AssumeRoleResponse>
{
    private const int DefaultDurationSeconds = 3600;

    /// <summary>One role's session assumes another role for no longer. Source: IAM user guide, role chaining.</summary>
    private const int ChainedDurationSecondsMax = 3600;

    public static string Action => "sts:AssumeRole";

    public string Resource(AssumeRoleRequest request, Caller caller) => request.RoleArn ?? "*";

    /// <summary>The role's trust policy is asked with the caller's own policies: it permits whom it names, or leaves the account's own to their policies.</summary>
    public IReadOnlyList<AccessDemand> Demands(AssumeRoleRequest request, Caller caller) =>
        [new(Action, Resource(request, caller)) { Keys = IamDemands.Keys(("sts:RoleSessionName", request.RoleSessionName), ("sts:ExternalId", request.ExternalId)) }];

    public async Task<AssumeRoleResponse> Handle(AssumeRoleRequest request, Caller caller, CancellationToken cancel)
    {
        RefuseNotYet(request);
        var role = (await store.Find<RoleRecord>(IamNames.RoleKind, IamNames.RoleNameOf(request.RoleArn!), cancel))?.Record;
        if (role is null || role.Arn != request.RoleArn) throw StsErrors.AssumeDenied(caller.Arn, request.RoleArn!);
        var duration = request.DurationSeconds ?? DefaultDurationSeconds;
        if (duration > role.MaxSessionDurationSeconds) throw StsErrors.Validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        if (caller.RoleArn is not null && duration > ChainedDurationSecondsMax) throw StsErrors.Validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
        var (limits, packed) = await SessionPolicies.Read(store, request.Policy, request.PolicyArns, caller.Scope.AccountId, cancel);
        var session = sessions.Issue(role.Arn, role.RoleId, request.RoleSessionName!, TimeSpan.FromSeconds(duration), limits);
        return new()
        {
            Credentials = StsMapping.ToWire(session),
            AssumedRoleUser = new() { AssumedRoleId = session.Principal.UserId, Arn = session.Principal.Arn },
            PackedPolicySize = packed,
        };
    }

    /// <summary>A tag, an identity or a device that would not count is refused rather than forgotten.</summary>
    private static void RefuseNotYet(AssumeRoleRequest request)
    {
        if (request.Tags is { Count: > 0 } || request.TransitiveTagKeys is { Count: > 0 }) throw StsErrors.NotYet("session tags (Tags, TransitiveTagKeys)");
        if (request.SourceIdentity is not null) throw StsErrors.NotYet("SourceIdentity");
        if (request.SerialNumber is not null || request.TokenCode is not null) throw StsErrors.NotYet("multi-factor authentication (SerialNumber, TokenCode)");
        if (request.ProvidedContexts is { Count: > 0 }) throw StsErrors.NotYet("ProvidedContexts");
    }
}
