using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class CreateInstanceProfile(IStore store, IIdSource ids, TimeProvider clock, Profile profile) : IOperation<CreateInstanceProfileRequest, CreateInstanceProfileResponse>
{
    public static string Action => "iam:CreateInstanceProfile";

    public string Resource(CreateInstanceProfileRequest request, Caller caller) => IamNames.InstanceProfileArn(caller.Scope, request.Path ?? "/", request.InstanceProfileName ?? "");

    public IReadOnlyList<AccessDemand> Demands(CreateInstanceProfileRequest request, Caller caller) => [IamDemands.Create(Action, Resource(request, caller), request.Tags)];

    public async Task<CreateInstanceProfileResponse> Handle(CreateInstanceProfileRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckName("instanceProfileName", request.InstanceProfileName!);
        IamRules.CheckTags(request.Tags, profile);
        var path = IamRules.CheckPath(request.Path);
        var made = new InstanceProfileRecord
        {
            Name = request.InstanceProfileName!,
            Path = path,
            InstanceProfileId = IamNames.NewId("AIPA", ids),
            Arn = IamNames.InstanceProfileArn(caller.Scope, path, request.InstanceProfileName!),
            CreatedAt = IamMapping.WholeSeconds(clock.GetUtcNow()),
            Tags = IamMapping.Tags(request.Tags),
        };
        await new InstanceProfileRows(store).Add(made, cancel);
        return new() { InstanceProfile = IamMapping.ToWire(made, []) };
    }
}
