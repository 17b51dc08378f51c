using Berth.Aws.Services.Iam;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Storage;

namespace Berth.Aws.Signing;

/// <summary>Finds whose a key is: root's own, a user's, or a session's whose user or role is still the one that it was made for.</summary>
public sealed class KeyOwners(SigningKeys keys, SessionIssuer sessions, UserKeys accessKeys, IStore store, ISessionRevocations revocations, BerthInstance instance, TimeProvider clock)
{
    private const string Unknown = "The security token included in the request is invalid.";

    /// <param name="sessionToken">Null with long-term keys.</param>
    /// <exception cref="SignatureException">Nobody's key that is good.</exception>
    public async ValueTask<(Principal Principal, string Secret)> Find(string accessKeyId, string? sessionToken, CancellationToken cancel)
    {
        if (sessionToken is not null) return await FindSession(accessKeyId, sessionToken, cancel);
        if (accessKeyId == keys.RootAccessKeyId) return (new(instance.Scope.IamArn("root"), instance.Scope.AccountId, null), keys.RootSecretAccessKey);
        if (await store.Find<AccessKeyRecord>(IamNames.AccessKeyKind, accessKeyId, cancel) is not { Record: { Active: true } key }) throw Invalid();
        if (await store.Find<UserRecord>(IamNames.UserKind, key.UserName, cancel) is not { Record: var user } || accessKeys.SecretOf(key) is not { } secret) throw Invalid();
        return (new(user.Arn, user.UserId, null) { UserName = user.Name }, secret);
    }

    private async ValueTask<(Principal Principal, string Secret)> FindSession(string accessKeyId, string sessionToken, CancellationToken cancel)
    {
        if (sessions.Open(accessKeyId, sessionToken) is not { } session) throw Invalid();
        if (session.Expiration <= clock.GetUtcNow() || await revocations.IsRevoked(session.Principal, cancel)) throw new SignatureException(SignatureFault.ExpiredToken, "The security token included in the request is expired");
        return (await Current(session.Principal, cancel) ?? throw Invalid(), session.Secret);
    }

    /// <summary>A name does not make a session's owner: the id does, which no other user or role ever has.</summary>
    /// <returns>Null when the owner is gone.</returns>
    private async ValueTask<Principal?> Current(Principal principal, CancellationToken cancel)
    {
        if (principal.RoleArn is { } roleArn)
        {
            var role = (await store.Find<RoleRecord>(IamNames.RoleKind, IamNames.RoleNameOf(roleArn), cancel))?.Record;
            return role is not null && principal.UserId.StartsWith(role.RoleId + ":", StringComparison.Ordinal) ? principal : null;
        }

        if (principal.UserName is not { } userName) return principal;
        var user = (await store.Find<UserRecord>(IamNames.UserKind, userName, cancel))?.Record;
        return user is not null && user.UserId == principal.UserId ? principal : null;
    }

    private static SignatureException Invalid() => new(SignatureFault.UnknownKey, Unknown);
}
