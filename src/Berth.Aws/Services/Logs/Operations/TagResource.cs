using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class TagResource(IStore store, Profile profile) : IOperation<TagResourceRequest, TagResourceResponse>
{
    public static string Action => "logs:TagResource";

    public string Resource(TagResourceRequest request, Caller caller) => LogsNames.OwnResource(caller.Scope, request.ResourceArn);

    public IReadOnlyList<AccessDemand>? Demands(TagResourceRequest request, Caller caller) => [new(Action, Resource(request, caller)) { RequestTags = request.Tags ?? new Dictionary<string, string>() }];

    public async Task<TagResourceResponse> Handle(TagResourceRequest request, Caller caller, CancellationToken cancel)
    {
        await new LogRows(store).ChangeGroup(LogsNames.GroupName(null, request.ResourceArn)!, group =>
        {
            var tags = new Dictionary<string, string>(group.Tags);
            foreach (var (key, value) in request.Tags!) tags[key] = value;
            return TagRules.Check([.. tags], profile.Quotas.TagsPerResource) is { } fault ? throw LogsErrors.InvalidParameter(fault) : group with { Tags = tags };
        }, cancel);
        return new();
    }
}
