using Berth.Aws.Signing;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>A registry's password outlives the request that it was asked by; whose it is may be gone when it is used.</summary>
internal interface IPrincipalStanding
{
    /// <returns>False for a session whose role is deleted or whose task is over, and for a user who is deleted.</returns>
    ValueTask<bool> Stands(Principal principal, CancellationToken cancel);
}
