using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Adds tags to resources, rules and callers' own interfaces, or changes them: all or none.</summary>
internal sealed class CreateTags(TagEditor editor) : IOperation<CreateTagsRequest, CreateTagsResponse>
{
    public static string Action => "ec2:CreateTags";

    public string Resource(CreateTagsRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateTagsRequest request, Caller caller) =>
        [.. Ec2Demands.On(Action, caller, request.Resources ?? []).Select(d => d with { RequestTags = Ec2Tags.Pairs(request.Tags).GroupBy(t => t.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal) })];

    public async Task<CreateTagsResponse> Handle(CreateTagsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.Tags!.Count == 0) throw Ec2Errors.Missing("tagSet");
        if (request.Tags.Any(t => t.Value is null)) throw Ec2Errors.InvalidParameter("Tag value cannot be null. Use empty string instead.");
        await editor.Add(request.Resources!, Ec2Tags.Pairs(request.Tags), cancel);
        return new();
    }
}
