using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class ScheduleKeyDeletion(KeyAccess access, TimeProvider clock) : IOperation<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse>
{
    public static string Action => "kms:ScheduleKeyDeletion";

    public string Resource(ScheduleKeyDeletionRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(ScheduleKeyDeletionRequest request, Caller caller) => [];

    public async Task<ScheduleKeyDeletionResponse> Handle(ScheduleKeyDeletionRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.PendingWindowInDays is < KeyStates.WindowDaysMin or > KeyStates.WindowDaysMax) throw KmsErrors.Validation($"PendingWindowInDays must be between {KeyStates.WindowDaysMin} and {KeyStates.WindowDaysMax}.");
        var key = await access.ChangeLiving(request.KeyId!, Action, old => KeyStates.ScheduleDeletion(old, request.PendingWindowInDays, clock.GetUtcNow()), caller, cancel);
        return new() { KeyId = key.Arn, DeletionDate = key.DeletionAt, KeyState = key.State.ToString(), PendingWindowInDays = key.PendingWindowDays };
    }
}
