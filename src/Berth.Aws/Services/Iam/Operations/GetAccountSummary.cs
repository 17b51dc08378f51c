using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetAccountSummary(IStore store, Profile profile) : IOperation<GetAccountSummaryRequest, GetAccountSummaryResponse>
{
    public static string Action => "iam:GetAccountSummary";

    public string Resource(GetAccountSummaryRequest request, Caller caller) => "*";

    public async Task<GetAccountSummaryResponse> Handle(GetAccountSummaryRequest request, Caller caller, CancellationToken cancel)
    {
        return new() { SummaryMap = await new AccountSummary(store, profile).Read(cancel) };
    }
}
