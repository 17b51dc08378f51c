using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Iam;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Authorization;

/// <summary>Whether a principal is still there: the role or user of the same id, not one made anew under its name, and the task.</summary>
internal sealed class PrincipalStanding(IStore store, TaskSessions tasks) : IPrincipalStanding
{
    public async ValueTask<bool> Stands(Principal principal, CancellationToken cancel)
    {
        if (await tasks.IsOver(principal, cancel)) return false;
        var id = principal.UserId.Split(':')[0];
        return principal switch
        {
            { UserName: { } user } => (await store.Find<UserRecord>(IamNames.UserKind, user, cancel))?.Record.UserId == id,
            { RoleArn: { } role } => (await store.Find<RoleRecord>(IamNames.RoleKind, IamNames.RoleNameOf(role), cancel))?.Record.RoleId == id,
            _ => true,
        };
    }
}
