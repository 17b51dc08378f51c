using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Logs;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class CreateLogGroup(LogDeletion deletion, TimeProvider clock, Profile profile) : IOperation<CreateLogGroupRequest, CreateLogGroupResponse>
{
    public static string Action => "logs:CreateLogGroup";

    public string Resource(CreateLogGroupRequest request, Caller caller) => LogsNames.GroupResource(caller.Scope, request.LogGroupName ?? "*");

    public IReadOnlyList<AccessDemand>? Demands(CreateLogGroupRequest request, Caller caller) => [new(Action, Resource(request, caller)) { RequestTags = request.Tags ?? new Dictionary<string, string>() }];

    public async Task<CreateLogGroupResponse> Handle(CreateLogGroupRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.LogGroupClass is not (null or "STANDARD")) throw LogsErrors.NotYet($"the log group class {request.LogGroupClass}");
        if (request.KmsKeyId is not null) throw LogsErrors.NotYet("kmsKeyId");
        if (request.DeletionProtectionEnabled == true) throw LogsErrors.NotYet("deletionProtectionEnabled");
        if (TagRules.Check([.. request.Tags ?? new Dictionary<string, string>()], profile.Quotas.TagsPerResource) is { } fault) throw LogsErrors.InvalidParameter(fault);
        var group = new LogGroupRecord { Name = request.LogGroupName!, CreatedAt = clock.GetUtcNow(), Tags = request.Tags ?? new Dictionary<string, string>() };
        if (!await deletion.AddGroup(group, cancel)) throw LogsErrors.AlreadyExists("The specified log group already exists");
        return new();
    }
}
