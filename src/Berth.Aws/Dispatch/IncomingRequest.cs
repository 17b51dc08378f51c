using Berth.Aws.Protocols;
using Berth.Aws.Services;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Berth.Aws.Dispatch;

/// <summary>Which service and operation a request means, as far as its head tells.</summary>
/// <param name="Service">Null when no service of ours is meant.</param>
internal sealed record IncomingRequest(AwsService? Service, string Operation, IProtocol Protocol, IReadOnlyDictionary<string, string> Parameters)
{
    private static readonly Dictionary<string, AwsService> ByTarget =
        AwsServices.All.Where(s => s.Model.TargetPrefix is not null).ToDictionary(s => s.Model.TargetPrefix!, StringComparer.Ordinal);

    private static readonly Dictionary<string, AwsService> ByVersion =
        AwsServices.All.Where(s => s.Model.TargetPrefix is null).ToDictionary(s => s.Model.ApiVersion, StringComparer.Ordinal);

    /// <summary>Sample: <c>X-Amz-Target: AmazonEC2ContainerServiceV20141113.RunTask</c>.</summary>
    /// <returns>Null for a query request, whose operation stands in the body.</returns>
    public static IncomingRequest? FromTarget(HttpRequest request)
    {
        if (request.Headers["X-Amz-Target"].ToString() is not { Length: > 0 } target) return null;
        var dot = target.LastIndexOf('.');
        return new(dot < 0 ? null : ByTarget.GetValueOrDefault(target[..dot]), target[(dot + 1)..], JsonProtocol.Instance, new Dictionary<string, string>());
    }

    /// <summary>At a service's own address nobody else's operations are known, and it answers in its own protocol.</summary>
    /// <param name="dialled">Null at the port of every API.</param>
    public IncomingRequest At(AwsService? dialled) => dialled is null || Service == dialled ? this : this with { Service = null, Protocol = ProtocolOf(dialled) };

    public static IProtocol ProtocolOf(AwsService service) => service.Model.Protocol switch
    {
        "json" => JsonProtocol.Instance,
        "query" => QueryProtocol.Instance,
        "ec2" => Ec2Protocol.Instance,
        var other => throw new InvalidOperationException($"Nobody speaks {other}."),
    };

    /// <summary>Sample: <c>Action=DescribeVpcs&amp;Version=2016-11-15&amp;Filter.1.Name=is-default</c>.</summary>
    public static IncomingRequest FromQuery(HttpRequest request, byte[] body)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in request.Query)
            if (!name.StartsWith("X-Amz-", StringComparison.Ordinal)) parameters[name] = values.ToString();
        using (var reader = new FormReader(System.Text.Encoding.UTF8.GetString(body)) { ValueCountLimit = 10_000, ValueLengthLimit = (int)AwsService.DefaultBodyBytesMax })
        {
            try
            {
                foreach (var (name, values) in reader.ReadForm()) parameters[name] = values[0] ?? "";
            }
            catch (InvalidDataException cause)
            {
                throw new MalformedRequestException("The request has too many parameters.", cause);
            }
        }

        var service = ByVersion.GetValueOrDefault(parameters.GetValueOrDefault("Version", ""));
        IProtocol protocol = service?.Model.Protocol == "ec2" ? Ec2Protocol.Instance : QueryProtocol.Instance;
        return new(service, parameters.GetValueOrDefault("Action", ""), protocol, parameters);
    }
}
