using Berth.Aws.Dispatch;
using Berth.Aws.Services.Sts.Operations;
using Berth.Aws.Services.Sts.Wire;

namespace Berth.Aws.Services.Sts;

internal static class StsService
{
    public static readonly AwsService Instance = new("sts", StsModel.Instance, OperationBinding.Table(
        OperationBinding.Of<AssumeRole, AssumeRoleRequest, AssumeRoleResponse>(),
        OperationBinding.Of<GetAccessKeyInfo, GetAccessKeyInfoRequest, GetAccessKeyInfoResponse>(),
        OperationBinding.Of<GetCallerIdentity, GetCallerIdentityRequest, GetCallerIdentityResponse>(),
        OperationBinding.Of<GetSessionToken, GetSessionTokenRequest, GetSessionTokenResponse>()), StsErrors.From);
}
