using System.Net;
using Berth.Aws.Dispatch;
using Berth.Node.Network;

namespace Berth.Server.Hosting;

/// <summary>The embedded node's routers, as the AWS front asks for them.</summary>
internal sealed class VpcSources(VpcUplinks uplinks) : IVpcSources
{
    public string? VpcOf(IPAddress remote) => uplinks.VpcOf(remote);
}
