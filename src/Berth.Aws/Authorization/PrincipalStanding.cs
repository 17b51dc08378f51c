using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Signing;

namespace Berth.Aws.Authorization;

/// <summary>Whether a principal is still there: the role or user of the same id, not one made anew under its name, and the task.</summary>
internal sealed class PrincipalStanding(KeyOwners owners, ISessionRevocations revocations) : IPrincipalStanding
{
    public async ValueTask<bool> Stands(Principal principal, CancellationToken cancel) => !await revocations.IsRevoked(principal, cancel) && await owners.IsThere(principal, cancel);
}
