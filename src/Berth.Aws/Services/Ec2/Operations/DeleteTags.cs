using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>All tags of the resources when none is named. What is not there is no error.</summary>
internal sealed class DeleteTags(TagEditor editor) : IOperation<DeleteTagsRequest, DeleteTagsResponse>
{
    public static string Action => "ec2:DeleteTags";

    public string Resource(DeleteTagsRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(DeleteTagsRequest request, Caller caller) =>
        [.. Ec2Demands.On(Action, caller, request.Resources ?? []).Select(d => d with { Keys = new Dictionary<string, IReadOnlyList<string>> { ["aws:TagKeys"] = [.. (request.Tags ?? []).Select(t => t.Key ?? "")] } })];

    public async Task<DeleteTagsResponse> Handle(DeleteTagsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await editor.Remove(request.Resources!, request.Tags is { Count: > 0 } tags ? [.. tags.Select(t => (t.Key ?? "", t.Value))] : null, cancel);
        return new();
    }
}
