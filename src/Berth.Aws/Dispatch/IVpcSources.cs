using System.Net;

namespace Berth.Aws.Dispatch;

/// <summary>Tells which VPC a request came out of through an endpoint. The nodes' networks know.</summary>
public interface IVpcSources
{
    /// <returns>Null for what did not come through a VPC's endpoint: from the machine itself, or by a public address.</returns>
    string? VpcOf(IPAddress remote);
}
