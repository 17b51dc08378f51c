using Berth.AgentProtocol;
using Berth.Aws.Services.Iam;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Storage;

namespace Berth.Aws.AgentApi;

/// <summary>Makes the keys of tasks' roles when an order is sent, and again before they expire.</summary>
internal sealed class TaskCredentials(IStore store, SessionIssuer sessions, IIdSource ids)
{
    /// <summary>Source: ECS developer guide, task IAM roles: keys of a task are good for six hours.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);

    /// <param name="taskArn">The keys die with the task; its id is the session's name, as on AWS.</param>
    /// <param name="credentialsId">To be kept when keys are renewed; null for new ones.</param>
    /// <returns>Null when there is no role, or it was deleted since.</returns>
    public async Task<NativeCredentials?> Make(string? roleArn, string taskArn, string? credentialsId, CancellationToken cancel)
    {
        if (roleArn is null || await store.Find<RoleRecord>(IamNames.RoleKind, IamNames.RoleNameOf(roleArn), cancel) is not { Record: var role } || !IamNames.Means(role, roleArn)) return null;
        var session = sessions.Issue(role.Arn, role.RoleId, taskArn[(taskArn.LastIndexOf('/') + 1)..], Lifetime, new() { TaskArn = taskArn });
        return new(credentialsId ?? ids.Uuid(), role.Arn, session.AccessKeyId, session.SecretAccessKey, session.SessionToken, session.Expiration);
    }
}
