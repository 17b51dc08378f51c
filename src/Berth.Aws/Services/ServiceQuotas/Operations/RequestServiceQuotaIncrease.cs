using Berth.Aws.Dispatch;
using Berth.Aws.Services.ServiceQuotas.Wire;
using Berth.Domain.Kernel;
using Berth.Storage;

namespace Berth.Aws.Services.ServiceQuotas.Operations;

/// <summary>Changes a quota, up or down, at once.</summary>
internal sealed class RequestServiceQuotaIncrease(IStore store, QuotaBook quotas, IIdSource ids, TimeProvider clock) : IOperation<RequestServiceQuotaIncreaseRequest, RequestServiceQuotaIncreaseResponse>
{
    /// <summary>Quotas are whole numbers of 32 bits where they are counted.</summary>
    private const int ValueMax = int.MaxValue;

    public static string Action => "servicequotas:RequestServiceQuotaIncrease";

    public string Resource(RequestServiceQuotaIncreaseRequest request, Caller caller) => ServiceQuotasNames.QuotaArn(caller.Scope, request.ServiceCode ?? "", request.QuotaCode ?? "");

    public async Task<RequestServiceQuotaIncreaseResponse> Handle(RequestServiceQuotaIncreaseRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.ContextId is not null) throw ServiceQuotasErrors.NotYet("quotas of a resource (ContextId)");
        var quota = QuotaLookup.Find(request.ServiceCode, request.QuotaCode);
        if (request.DesiredValue is not { } value || !double.IsFinite(value) || value is < 0 or > ValueMax) throw ServiceQuotasErrors.IllegalArgument($"DesiredValue must be a number from 0 to {ValueMax}.");
        await quotas.Set(quota.Code, value, cancel);
        var change = new QuotaRequestRecord(ids.Hex(32), quota.ServiceCode, quota.Code, value, $"{{\"accountId\":\"{caller.Scope.AccountId}\",\"callerArn\":\"{caller.Arn}\"}}", clock.GetUtcNow());
        await new QuotaRequestRows(store).Add(change, cancel);
        return new() { RequestedQuota = ServiceQuotasMapping.ToWire(change, caller.Scope) };
    }
}
