using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class DescribeSecret(SecretAccess access) : IOperation<DescribeSecretRequest, DescribeSecretResponse>
{
    public static string Action => "secretsmanager:DescribeSecret";

    public string Resource(DescribeSecretRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DescribeSecretRequest request, Caller caller) => [];

    public async Task<DescribeSecretResponse> Handle(DescribeSecretRequest request, Caller caller, CancellationToken cancel)
    {
        return SecretsManagerMapping.ToWire(await access.FindAny(request.SecretId!, Action, caller, cancel));
    }
}
