using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Parameters;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class PutParameter(ParameterRows rows, ParameterValues values, Profile profile, TimeProvider clock) : IOperation<PutParameterRequest, PutParameterResponse>
{
    public static string Action => "ssm:PutParameter";

    public string Resource(PutParameterRequest request, Caller caller) => ParameterDemands.Arn(request.Name, caller);

    public IReadOnlyList<AccessDemand>? Demands(PutParameterRequest request, Caller caller) =>
    [
        new(Action, Resource(request, caller))
        {
            RequestTags = SsmMapping.Tags(request.Tags),
            Keys = new Dictionary<string, IReadOnlyList<string>> { ["ssm:Overwrite"] = [request.Overwrite == true ? "true" : "false"] },
        },
    ];

    public async Task<PutParameterResponse> Handle(PutParameterRequest request, Caller caller, CancellationToken cancel)
    {
        var name = SsmNames.Name(request.Name!, caller.Scope);
        if (ParameterNames.Check(name) is { } fault) throw SsmErrors.From(fault, name);
        if (request.Policies is { Length: > 0 }) throw SsmErrors.NotYet("parameter policies");
        if (request.DataType is not (null or "text")) throw SsmErrors.NotYet($"the data type {request.DataType}");
        if (request.Overwrite == true && request.Tags is { Count: > 0 }) throw SsmErrors.Validation("Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.");
        if (TagRules.Check([.. (request.Tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? ""))], profile.Quotas.TagsPerResource) is { } tagFault) throw SsmErrors.Validation(tagFault);
        var old = await rows.Find(name, caller.Scope, cancel);
        if (old is not null && request.Overwrite != true) throw SsmErrors.Exists();
        if (old is null && (await rows.All(cancel)).Count >= SsmNames.ParametersMax) throw SsmErrors.LimitExceeded($"You have reached the quota of {SsmNames.ParametersMax} parameters.");
        var made = await Version(request, old, SsmNames.Arn(caller.Scope, name), caller, cancel);
        var kept = await rows.Change(
            name,
            now =>
            {
                if (now is null) return new() { Name = name, Arn = SsmNames.Arn(caller.Scope, name), Tags = SsmMapping.Tags(request.Tags), Versions = [made with { Number = 1 }] };
                if (request.Overwrite != true) throw SsmErrors.Exists();
                return now with { Versions = ParameterHistory.Add(now.Versions, made with { Number = now.Latest.Number + 1 }) ?? throw SsmErrors.VersionsFull(name, now.Versions[0].Number) };
            },
            cancel);
        return new() { Version = kept!.Latest.Number, Tier = kept.Latest.Tier };
    }

    /// <summary>What the request leaves out stays as it was.</summary>
    private async Task<ParameterVersion> Version(PutParameterRequest request, ParameterRecord? old, string arn, Caller caller, CancellationToken cancel)
    {
        var type = request.Type ?? old?.Latest.Type ?? throw SsmErrors.Validation("A parameter type is required when you create a parameter.");
        if (old is not null && old.Latest.Type != type) throw SsmErrors.TypeChanged();
        if (request.KeyId is not null && type != SsmNames.Secure) throw SsmErrors.Validation("KeyId is only allowed for SecureString parameters.");
        var pattern = request.AllowedPattern ?? old?.Latest.AllowedPattern;
        var tier = ParameterRules.Tier(request.Tier, old?.Latest.Tier, request.Value!);
        ParameterRules.CheckPattern(pattern, request.Value!);
        var key = type == SsmNames.Secure ? request.KeyId ?? old?.Latest.KeyId ?? "alias/aws/ssm" : null;
        var value = await values.Seal(arn, type, key, request.Value!, caller, cancel);
        return new(0, type, value, key, request.Description ?? old?.Latest.Description, pattern, tier, "text", clock.GetUtcNow(), caller.Arn);
    }
}
