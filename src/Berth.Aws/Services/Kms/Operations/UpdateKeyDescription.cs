using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class UpdateKeyDescription(KeyAccess access) : IOperation<UpdateKeyDescriptionRequest, UpdateKeyDescriptionResponse>
{
    public static string Action => "kms:UpdateKeyDescription";

    public string Resource(UpdateKeyDescriptionRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(UpdateKeyDescriptionRequest request, Caller caller) => [];

    public async Task<UpdateKeyDescriptionResponse> Handle(UpdateKeyDescriptionRequest request, Caller caller, CancellationToken cancel)
    {
        await access.ChangeLiving(request.KeyId!, Action, key => key with { Description = request.Description! }, caller, cancel);
        return new();
    }
}
