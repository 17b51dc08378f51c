using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Accounts;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class PutAccountSettingDefault(IStore store) : IOperation<PutAccountSettingDefaultRequest, PutAccountSettingDefaultResponse>
{
    public static string Action => "ecs:PutAccountSettingDefault";

    public string Resource(PutAccountSettingDefaultRequest request, Caller caller) => "*";

    public async Task<PutAccountSettingDefaultResponse> Handle(PutAccountSettingDefaultRequest request, Caller caller, CancellationToken cancel)
    {
        var setting = await new AccountSettingRows(store).Put(request.Name!, request.Value!, AccountSettingRecord.Everybody, cancel);
        return new() { Setting = setting with { PrincipalArn = caller.Arn } };
    }
}
