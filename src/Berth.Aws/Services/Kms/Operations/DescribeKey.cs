using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class DescribeKey(KeyAccess access) : IOperation<DescribeKeyRequest, DescribeKeyResponse>
{
    public static string Action => "kms:DescribeKey";

    public string Resource(DescribeKeyRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DescribeKeyRequest request, Caller caller) => [];

    public async Task<DescribeKeyResponse> Handle(DescribeKeyRequest request, Caller caller, CancellationToken cancel)
    {
        var key = await access.Find(request.KeyId!, Action, caller, cancel);
        return new() { KeyMetadata = KmsMapping.ToWire(key, caller.Scope) };
    }
}
