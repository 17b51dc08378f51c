using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Rules and routes that name the list follow it.</summary>
internal sealed class ModifyManagedPrefixList(NetworkEditor network) : IOperation<ModifyManagedPrefixListRequest, ModifyManagedPrefixListResponse>
{
    public static string Action => "ec2:ModifyManagedPrefixList";

    public string Resource(ModifyManagedPrefixListRequest request, Caller caller) => caller.Scope.Arn("ec2", "prefix-list/" + request.PrefixListId);

    public async Task<ModifyManagedPrefixListResponse> Handle(ModifyManagedPrefixListRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.IpamPrefixListResolverSyncEnabled == true) throw Ec2Errors.NotYet("IPAM");
        var change = new PrefixListChange(request.PrefixListName, request.MaxEntries, request.CurrentVersion, PrefixListMapping.Entries(request.AddEntries), [.. (request.RemoveEntries ?? []).Select(e => e.Cidr ?? "")]);
        var done = await network.Change((state, world) => PrefixLists.Modify(state, world, request.PrefixListId!, change), cancel);
        return new() { PrefixList = PrefixListMapping.ToWire(done.State.Find<PrefixListRecord>(request.PrefixListId)!, caller.Scope, "modify-complete") };
    }
}
