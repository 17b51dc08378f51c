using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class PutAccountSetting(IStore store) : IOperation<PutAccountSettingRequest, PutAccountSettingResponse>
{
    public static string Action => "ecs:PutAccountSetting";

    public string Resource(PutAccountSettingRequest request, Caller caller) => "*";

    public async Task<PutAccountSettingResponse> Handle(PutAccountSettingRequest request, Caller caller, CancellationToken cancel) =>
        new() { Setting = await new AccountSettingRows(store).Put(request.Name!, request.Value!, request.PrincipalArn ?? caller.Arn, cancel) };
}
