using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Of a list that no rule and no route names.</summary>
internal sealed class DeleteManagedPrefixList(NetworkEditor network) : IOperation<DeleteManagedPrefixListRequest, DeleteManagedPrefixListResponse>
{
    public static string Action => "ec2:DeleteManagedPrefixList";

    public string Resource(DeleteManagedPrefixListRequest request, Caller caller) => caller.Scope.Arn("ec2", "prefix-list/" + request.PrefixListId);

    public async Task<DeleteManagedPrefixListResponse> Handle(DeleteManagedPrefixListRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        PrefixListRecord? gone = null;
        await network.Change((state, world) =>
        {
            gone = state.Find<PrefixListRecord>(request.PrefixListId);
            return PrefixLists.Delete(state, world, request.PrefixListId!);
        }, cancel);
        return new() { PrefixList = PrefixListMapping.ToWire(gone!, caller.Scope, "delete-complete") };
    }
}
