using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Accounts;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs;

internal sealed class AccountSettingRows(IStore store)
{
    private const string Kind = "account-setting";

    public async Task<IReadOnlyList<AccountSettingRecord>> All(CancellationToken cancel) => await store.FindAll<AccountSettingRecord>(Kind, cancel: cancel);

    /// <exception cref="AwsException">The name or the value is not one that ECS has.</exception>
    public async Task<SettingShape> Put(string name, string value, string principalArn, CancellationToken cancel)
    {
        CheckName(name);
        if (!AccountSettings.ValuesOf(name)!.Contains(value, StringComparer.Ordinal)) throw EcsErrors.InvalidParameter($"value should be one of [{string.Join(",", AccountSettings.ValuesOf(name)!)}]");
        var record = new AccountSettingRecord(name, value, principalArn);
        await store.Commit([StoreExtensions.Put(Kind, RowId(name, principalArn), null, record)], cancel);
        return ToWire(record);
    }

    public async Task Delete(string name, string principalArn, CancellationToken cancel)
    {
        CheckName(name);
        await store.Commit([new RowWrite.Delete(Kind, RowId(name, principalArn), null)], cancel);
    }

    public static void CheckName(string? name)
    {
        if (name is null || AccountSettings.ValuesOf(name) is null) throw EcsErrors.InvalidParameter($"name should be one of [{string.Join(",", AccountSettings.Names)}]");
    }

    public static SettingShape ToWire(AccountSettingRecord record) => new() { Name = record.Name, Value = record.Value, PrincipalArn = record.PrincipalArn, Type = "user" };

    private static string RowId(string name, string principalArn) => name + "|" + principalArn;
}
