using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Every tag of everything, one line for each.</summary>
internal sealed class DescribeTags(NetworkEditor network, PageTokens tokens) : IOperation<DescribeTagsRequest, DescribeTagsResponse>
{
    private static readonly Ec2Filters<TagDescriptionShape> Filters = new()
    {
        ["key"] = (x, _) => [x.Key!],
        ["resource-id"] = (x, _) => [x.ResourceId!],
        ["resource-type"] = (x, _) => [x.ResourceType!],
        ["value"] = (x, _) => [x.Value!],
        Tags = x => new Dictionary<string, string> { [x.Key!] = x.Value! },
    };

    public static string Action => "ec2:DescribeTags";

    public string Resource(DescribeTagsRequest request, Caller caller) => "*";

    public async Task<DescribeTagsResponse> Handle(DescribeTagsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (state, world) = await network.Read(cancel);
        var all = state.Resources.Values.SelectMany(r => Lines(r.Id, ResourceTags.TypeOf(r), r.Tags))
            .Concat(state.Of<SecurityGroupRecord>().SelectMany(g => g.Rules).SelectMany(r => Lines(r.RuleId, ResourceTags.RuleType, r.Tags)))
            .Concat(world.Interfaces.SelectMany(i => Lines(i.InterfaceId, ResourceTags.InterfaceType, i.Tags)));
        var found = Filters.Apply(all, request.Filters, caller).OrderBy(KeyOf, StringComparer.Ordinal);
        var page = tokens.Cut(found, KeyOf, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { Tags = page.Items, NextToken = page.NextToken };
    }

    private static string KeyOf(TagDescriptionShape tag) => $"{tag.ResourceId}/{tag.Key}";

    private static IEnumerable<TagDescriptionShape> Lines(string id, string type, IReadOnlyDictionary<string, string>? tags) =>
        (tags ?? new Dictionary<string, string>()).Select(t => new TagDescriptionShape { ResourceId = id, ResourceType = type, Key = t.Key, Value = t.Value });
}
