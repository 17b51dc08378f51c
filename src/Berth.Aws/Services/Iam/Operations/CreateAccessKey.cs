using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Aws.Signing;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>The answer is the only time that the secret is shown; it is kept sealed.</summary>
internal sealed class CreateAccessKey(IStore store, UserKeys keys, TimeProvider clock) : IOperation<CreateAccessKeyRequest, CreateAccessKeyResponse>
{
    public static string Action => "iam:CreateAccessKey";

    public string Resource(CreateAccessKeyRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName ?? caller.Principal.UserName);

    public async Task<CreateAccessKeyResponse> Handle(CreateAccessKeyRequest request, Caller caller, CancellationToken cancel)
    {
        var name = CallersUser.Name(request.UserName, caller);
        var (key, secret) = keys.Make(name, IamMapping.WholeSeconds(clock.GetUtcNow()));
        await IamUnit.Run(store, async unit =>
        {
            var user = await unit.Get(HolderKinds.User, name);
            if (user.AccessKeyIds.Count >= IamQuotas.AccessKeysPerUser) throw IamErrors.LimitExceeded($"Cannot exceed quota for AccessKeysPerUser: {IamQuotas.AccessKeysPerUser}");
            unit.Put(HolderKinds.User, user with { AccessKeyIds = [.. user.AccessKeyIds, key.AccessKeyId] });
            unit.Put(IamNames.AccessKeyKind, key.AccessKeyId, key);
        }, cancel);
        return new() { AccessKey = new() { UserName = name, AccessKeyId = key.AccessKeyId, Status = IamMapping.ToStatus(key.Active), SecretAccessKey = secret, CreateDate = key.CreatedAt } };
    }
}
