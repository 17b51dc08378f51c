using Berth.Aws.Dispatch;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2;

/// <summary>Tags of what a network is made of.</summary>
internal sealed class Ec2ResourceFacts(IStore store) : IResourceFacts
{
    public string Service => "ec2";

    public async ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel)
    {
        var id = arn[(arn.LastIndexOf('/') + 1)..];
        return (await NetworkRows.Read(store, cancel)).State.Find<INetworkResource>(id) is { } resource ? new(resource.Tags, null) : null;
    }
}
