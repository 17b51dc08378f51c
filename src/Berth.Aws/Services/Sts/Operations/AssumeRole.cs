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

    public static string Action => "sts:AssumeRole";

    public string Resource(AssumeRoleRequest request, Caller caller) => request.RoleArn ?? "*";

    /// <summary>The role's trust policy is asked with the caller's own policies: it permits whom it names, or leaves the account's own to their policies.</summary>
    public IReadOnlyList<AccessDemand> Demands(AssumeRoleRequest request, Caller caller)
    {
        var keys = new Dictionary<string, IReadOnlyList<string>> { ["sts:RoleSessionName"] = [request.RoleSessionName!] };
        if (request.ExternalId is { } externalId) keys["sts:ExternalId"] = [externalId];
        return [new(Action, Resource(request, caller)) { Keys = keys }];
    }

    public async Task<AssumeRoleResponse> Handle(AssumeRoleRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.Policy is not null || request.PolicyArns is { Count: > 0 }) throw StsErrors.Validation("Berth does not do session policies yet. Leave them out, or see SCOPE.md for what it does.");
        var role = (await store.Find<RoleRecord>(IamNames.RoleKind, IamNames.RoleNameOf(request.RoleArn!), cancel))?.Record;
        if (role is null || role.Arn != request.RoleArn) throw StsErrors.AssumeDenied(caller.Arn, request.RoleArn!);
        var duration = request.DurationSeconds ?? DefaultDurationSeconds;
        if (duration > role.MaxSessionDurationSeconds) throw StsErrors.Validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        var session = sessions.Issue(role.Arn, role.RoleId, request.RoleSessionName!, TimeSpan.FromSeconds(duration));
        return new()
        {
            Credentials = new() { AccessKeyId = session.AccessKeyId, SecretAccessKey = session.SecretAccessKey, SessionToken = session.SessionToken, Expiration = session.Expiration },
            AssumedRoleUser = new() { AssumedRoleId = session.Principal.UserId, Arn = session.Principal.Arn },
        };
    }
}
