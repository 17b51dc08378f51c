using Berth.Domain.Network;

namespace Berth.Node.Metadata;

/// <summary>The environment variables by which SDKs find the services unconfigured: by their real names, and without TLS, whose authority a container does not know. Source: AWS SDKs and tools guide, service-specific endpoints.</summary>
internal static class ServiceVariables
{
    /// <summary>One endpoint for every service. Whoever sets it has chosen already.</summary>
    public const string Whole = "AWS_ENDPOINT_URL";

    /// <summary>Sample: <c>AWS_ENDPOINT_URL_STS=http://sts.ap-northeast-1.amazonaws.com:443</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(string region) => PublicServices.All.Where(service => service.Variable is not null)
        .Select(service => KeyValuePair.Create($"{Whole}_{service.Variable}", $"http://{PublicServices.HostName(service, region)}:{PublicServices.Port}"));
}
