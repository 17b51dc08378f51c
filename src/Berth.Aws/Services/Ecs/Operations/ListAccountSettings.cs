using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Accounts;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class ListAccountSettings(IStore store, PageTokens tokens) : IOperation<ListAccountSettingsRequest, ListAccountSettingsResponse>
{
    private const int SizeMax = 10;

    public static string Action => "ecs:ListAccountSettings";

    public string Resource(ListAccountSettingsRequest request, Caller caller) => "*";

    public async Task<ListAccountSettingsResponse> Handle(ListAccountSettingsRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.Name is not null) AccountSettingRows.CheckName(request.Name);
        var principal = request.PrincipalArn ?? caller.Arn;
        var chosen = await new AccountSettingRows(store).All(cancel);
        var settings = request.EffectiveSettings == true
            ? AccountSettings.Names.Select(name => AccountSettings.Effective(name, principal, chosen))
            : chosen.Where(s => s.PrincipalArn == principal).OrderBy(s => s.Name, StringComparer.Ordinal);
        settings = settings.Where(s => (request.Name is null || s.Name == request.Name) && (request.Value is null || s.Value == request.Value));
        var size = request.MaxResults ?? SizeMax;
        if (size is < 1 or > SizeMax && request.EffectiveSettings != true) throw EcsErrors.InvalidParameter($"maxResults should be between 1 and {SizeMax}.");
        var page = tokens.Cut(settings, s => s.Name, $"{Action} {principal} {request.Name} {request.Value} {request.EffectiveSettings}", request.NextToken, Math.Max(1, size), EcsErrors.InvalidToken);
        return new() { Settings = [.. page.Items.Select(AccountSettingRows.ToWire)], NextToken = page.NextToken };
    }
}
