namespace Berth.Aws.Services.ServiceQuotas;

/// <summary>A change that somebody asked for. Row kind <c>quota-request</c>, id its id.</summary>
internal sealed record QuotaRequestRecord(string Id, string ServiceCode, string QuotaCode, double DesiredValue, string Requester, DateTimeOffset CreatedAt);
