using Berth.Aws.Protocols;

namespace Berth.Aws.Dispatch;

/// <summary>A service: its model, its operations, and how it words a request that breaks the model's rules.</summary>
/// <param name="Name">AWS's short name, as in an ARN: ecs, ecr, logs, iam, sts, ec2.</param>
/// <param name="Operations">By operation name.</param>
/// <param name="OnFaults">The error for an operation's broken rules; null lets the handler judge them.</param>
/// <param name="BodyBytesMax">Larger bodies are refused with 413 before they are read; see <see cref="DefaultBodyBytesMax"/>.</param>
public sealed record AwsService(
    string Name,
    ServiceModel Model,
    IReadOnlyDictionary<string, OperationBinding> Operations,
    Func<string, IReadOnlyList<WireFault>, AwsException?> OnFaults,
    long BodyBytesMax = AwsService.DefaultBodyBytesMax)
{
    public const long DefaultBodyBytesMax = 1 << 20;
}
