using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Accounts;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class DeleteAccountSetting(IStore store) : IOperation<DeleteAccountSettingRequest, DeleteAccountSettingResponse>
{
    public static string Action => "ecs:DeleteAccountSetting";

    public string Resource(DeleteAccountSettingRequest request, Caller caller) => "*";

    public async Task<DeleteAccountSettingResponse> Handle(DeleteAccountSettingRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new AccountSettingRows(store);
        var principal = request.PrincipalArn ?? caller.Arn;
        await rows.Delete(request.Name!, principal, cancel);
        return new() { Setting = AccountSettingRows.ToWire(AccountSettings.Effective(request.Name!, principal, await rows.All(cancel))) };
    }
}
