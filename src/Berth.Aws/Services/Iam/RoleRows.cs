using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

internal sealed class RoleRows(IStore store)
{
    /// <exception cref="AwsException">NoSuchEntity.</exception>
    public async Task<RoleRecord> Get(string name, CancellationToken cancel) => (await store.Find<RoleRecord>(IamNames.RoleKind, name, cancel))?.Record ?? throw Missing(name);

    /// <exception cref="AwsException">EntityAlreadyExists.</exception>
    public async Task Add(RoleRecord role, CancellationToken cancel)
    {
        if (!await store.TryAdd(IamNames.RoleKind, role.Name, role, cancel)) throw IamErrors.AlreadyExists($"Role with name {role.Name} already exists.");
    }

    /// <param name="change">Answers null to delete the role.</param>
    /// <exception cref="AwsException">NoSuchEntity, or what <paramref name="change"/> throws.</exception>
    public Task Change(string name, Func<RoleRecord, RoleRecord?> change, CancellationToken cancel) =>
        store.Change<RoleRecord>(IamNames.RoleKind, name, old => change(old ?? throw Missing(name)), cancel);

    private static AwsException Missing(string name) => IamErrors.NoSuchEntity($"The role with name {name} cannot be found.");
}
