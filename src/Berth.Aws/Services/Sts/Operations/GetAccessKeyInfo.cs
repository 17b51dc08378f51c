using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam;
using Berth.Aws.Services.Sts.Wire;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Sts.Operations;

/// <summary>The account of a long-term key. Temporary keys are kept nowhere, so that nobody can say whose they were.</summary>
internal sealed class GetAccessKeyInfo(IStore store, SigningKeys keys) : IOperation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse>
{
    public static string Action => "sts:GetAccessKeyInfo";

    public string Resource(GetAccessKeyInfoRequest request, Caller caller) => "*";

    public async Task<GetAccessKeyInfoResponse> Handle(GetAccessKeyInfoRequest request, Caller caller, CancellationToken cancel)
    {
        var id = request.AccessKeyId!;
        if (id.StartsWith("ASIA", StringComparison.Ordinal)) throw StsErrors.NotYet("the account of temporary keys (AccessKeyId ASIA…)");
        if (id != keys.RootAccessKeyId && await store.Find<AccessKeyRecord>(IamNames.AccessKeyKind, id, cancel) is null) throw StsErrors.Validation("Invalid Access Key.");
        return new() { Account = caller.Scope.AccountId };
    }
}
