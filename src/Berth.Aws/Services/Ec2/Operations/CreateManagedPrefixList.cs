using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>A customer's list, of IPv4 ranges.</summary>
internal sealed class CreateManagedPrefixList(NetworkEditor network, Profile profile) : IOperation<CreateManagedPrefixListRequest, CreateManagedPrefixListResponse>
{
    public static string Action => "ec2:CreateManagedPrefixList";

    public string Resource(CreateManagedPrefixListRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateManagedPrefixListRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "prefix-list", request.TagSpecifications);

    public async Task<CreateManagedPrefixListResponse> Handle(CreateManagedPrefixListRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.AddressFamily == "IPv6") throw Ec2Errors.NotYet("IPv6");
        if (request.AddressFamily != "IPv4") throw Ec2Errors.InvalidParameter($"Value ({request.AddressFamily}) for parameter addressFamily is invalid. Valid values: IPv4, IPv6.");
        var tags = Ec2Tags.Of(request.TagSpecifications, "prefix-list", profile);
        var entries = PrefixListMapping.Entries(request.Entries);
        var done = await network.Change((state, world) => PrefixLists.Create(state, world, request.PrefixListName!, request.MaxEntries!.Value, entries, request.ClientToken, tags), cancel);
        return new() { PrefixList = PrefixListMapping.ToWire(done.State.Find<PrefixListRecord>(done.Ids[0])!, caller.Scope) };
    }
}
