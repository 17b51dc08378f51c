using Berth.Domain.Access;

namespace Berth.Domain.Network;

/// <summary>Endpoint policies: what may be asked through an endpoint, whoever asks. An endpoint for which nobody says otherwise lets everything through. Source: PrivateLink guide, endpoint policies.</summary>
public static class EndpointPolicies
{
    /// <summary>Source: PrivateLink guide, considerations for endpoint policies.</summary>
    public const int LengthMax = 20_480;

    private const string ForInterface = """{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}""";
    private const string ForGateway = """{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}""";

    public static string Of(VpcEndpointRecord endpoint) => endpoint.PolicyDocument ?? (endpoint.IsGateway ? ForGateway : ForInterface);

    /// <returns>Null when an endpoint may have this policy; nothing asks for the default.</returns>
    public static NetworkOutcome? Judge(string? document)
    {
        if (string.IsNullOrEmpty(document)) return null;
        if (document.Length > LengthMax) return NetworkRefusals.Refuse("InvalidPolicyDocument", $"The policy is longer than {LengthMax} characters.");
        return PolicyGrammar.Check(document, PolicyUse.Resource) is { } fault ? NetworkRefusals.Refuse("InvalidPolicyDocument", fault) : null;
    }
}

/// <summary>Through which endpoint a request came. Pure.</summary>
public static class EndpointPaths
{
    /// <summary>
    /// The router hides which of several endpoints of one service in one VPC a packet took; the name that the caller used says it, or else it was the one that answers to the service's own name.
    /// </summary>
    /// <param name="endpoints">Of the VPC, for the service that was called.</param>
    /// <param name="hostName">As the caller gave it, without a port.</param>
    /// <returns>Null when there is none.</returns>
    public static VpcEndpointRecord? Choose(IEnumerable<VpcEndpointRecord> endpoints, string hostName) => endpoints.Where(e => e.State != GatewayState.Failed)
        .OrderByDescending(e => hostName.StartsWith(e.EndpointId + "-", StringComparison.OrdinalIgnoreCase)).ThenByDescending(e => e.PrivateDnsEnabled).ThenByDescending(e => e.IsGateway)
        .ThenBy(e => e.EndpointId, StringComparer.Ordinal).FirstOrDefault();
}
