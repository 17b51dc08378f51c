using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Of the current version; earlier ones are not kept.</summary>
internal sealed class GetManagedPrefixListEntries(NetworkEditor network, PageTokens tokens) : IOperation<GetManagedPrefixListEntriesRequest, GetManagedPrefixListEntriesResponse>
{
    public static string Action => "ec2:GetManagedPrefixListEntries";

    public string Resource(GetManagedPrefixListEntriesRequest request, Caller caller) => caller.Scope.Arn("ec2", "prefix-list/" + request.PrefixListId);

    public async Task<GetManagedPrefixListEntriesResponse> Handle(GetManagedPrefixListEntriesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (state, world) = await network.Read(cancel);
        var list = VpcSnapshots.PrefixList(request.PrefixListId!, state, world) ?? throw Ec2Errors.PrefixListNotFound(request.PrefixListId!);
        if (request.TargetVersion is { } version && version != list.Version)
            throw version > 0 && version < list.Version ? Ec2Errors.NotYet("earlier versions of prefix lists") : Ec2Errors.InvalidParameter($"The prefix list '{list.PrefixListId}' has no version {version}.");
        var sorted = list.Entries.OrderBy(e => e.Cidr, StringComparer.Ordinal);
        var page = tokens.Cut(sorted, e => e.Cidr, $"{Action}/{list.PrefixListId}", request.NextToken, Ec2Selection.ListPageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { Entries = [.. page.Items.Select(e => new PrefixListEntryShape { Cidr = e.Cidr, Description = e.Description })], NextToken = page.NextToken };
    }
}
