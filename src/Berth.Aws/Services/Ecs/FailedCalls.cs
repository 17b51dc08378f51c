using System.Net;
using System.Net.Sockets;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Diagnosis;

namespace Berth.Aws.Services.Ecs;

/// <summary>
/// Reads berthFailedCall of SubmitTaskStateChange, which our nodes add to a STOPPED report. Sample:
/// <c>{"call":"ecr:GetAuthorizationToken","service":"ecr.api","hostName":"api.ecr.ap-northeast-1.amazonaws.com","address":"198.18.0.2","port":443,"failure":"TimedOut"}</c>.
/// </summary>
internal static class FailedCalls
{
    /// <summary>As long as a host's name may be; all that is kept of a task stays small.</summary>
    private const int LengthMax = 255;

    /// <returns>Null for a report without one.</returns>
    /// <exception cref="AwsException">InvalidParameterException, naming the member that makes no sense.</exception>
    public static FailedCall? Read(BerthFailedCallShape? shape) => shape is null ? null : new(
        Text(shape.Call, "call"), Text(shape.Service, "service"), Text(shape.HostName, "hostName"), Address(shape.Address), Port(shape.Port), Failure(shape.Failure));

    private static string Text(string? text, string member) =>
        text is { Length: > 0 and <= LengthMax } ? text : throw EcsErrors.InvalidParameter($"berthFailedCall.{member} should have 1 to {LengthMax} characters");

    private static string? Address(string? text) =>
        text is null || (IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text) ? text : throw EcsErrors.InvalidParameter("berthFailedCall.address should be an IPv4 address");

    private static int Port(int? port) => port is > 0 and <= ushort.MaxValue ? port.Value : throw EcsErrors.InvalidParameter("berthFailedCall.port should be from 1 to 65535");

    private static CallFailure Failure(string? text) =>
        Enum.GetValues<CallFailure>().Cast<CallFailure?>().FirstOrDefault(f => f.ToString() == text)
        ?? throw EcsErrors.InvalidParameter($"berthFailedCall.failure should be one of [{string.Join(',', Enum.GetNames<CallFailure>())}]");
}
