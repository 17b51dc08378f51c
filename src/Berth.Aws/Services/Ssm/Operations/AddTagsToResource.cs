using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class AddTagsToResource(ParameterRows rows, Profile profile) : IOperation<AddTagsToResourceRequest, AddTagsToResourceResponse>
{
    public static string Action => "ssm:AddTagsToResource";

    public string Resource(AddTagsToResourceRequest request, Caller caller) => ParameterDemands.Arn(request.ResourceId, caller);

    public IReadOnlyList<AccessDemand>? Demands(AddTagsToResourceRequest request, Caller caller) => [new(Action, Resource(request, caller)) { RequestTags = SsmMapping.Tags(request.Tags) }];

    public async Task<AddTagsToResourceResponse> Handle(AddTagsToResourceRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.ResourceType != "Parameter") throw SsmErrors.InvalidResourceType();
        var parameter = await rows.Find(request.ResourceId!, caller.Scope, cancel) ?? throw SsmErrors.InvalidResource();
        if (TagRules.Check([.. request.Tags!.Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? ""))], profile.Quotas.TagsPerResource) is { } fault) throw SsmErrors.Validation(fault);
        await rows.Change(parameter.Name, old => (old ?? throw SsmErrors.InvalidResource()) with { Tags = TagRules.Merge(old.Tags, SsmMapping.Tags(request.Tags), profile.Quotas.TagsPerResource) ?? throw new AwsException("TooManyTagsError", "") }, cancel);
        return new();
    }
}
