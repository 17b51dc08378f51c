using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

internal sealed class InstanceProfileRows(IStore store)
{
    /// <exception cref="AwsException">NoSuchEntity.</exception>
    public async Task<InstanceProfileRecord> Get(string name, CancellationToken cancel) =>
        (await store.Find<InstanceProfileRecord>(IamNames.InstanceProfileKind, name, cancel))?.Record ?? throw Missing(name);

    public async Task<IReadOnlyList<RoleRecord>> RolesOf(InstanceProfileRecord profile, CancellationToken cancel)
    {
        var roles = new List<RoleRecord>();
        foreach (var name in profile.RoleNames)
            if (await store.Find<RoleRecord>(IamNames.RoleKind, name, cancel) is { } role) roles.Add(role.Record);
        return roles;
    }

    /// <exception cref="AwsException">EntityAlreadyExists, LimitExceeded.</exception>
    public async Task Add(InstanceProfileRecord profile, CancellationToken cancel)
    {
        var there = await store.List(IamNames.InstanceProfileKind, cancel: cancel);
        if (there.Any(r => r.Id.Equals(profile.Name, StringComparison.OrdinalIgnoreCase))) throw Exists(profile.Name);
        if (there.Count >= IamQuotas.InstanceProfiles) throw IamErrors.LimitExceeded($"Cannot exceed quota for InstanceProfilesPerAccount: {IamQuotas.InstanceProfiles}");
        if (!await store.TryAdd(IamNames.InstanceProfileKind, profile.Name, profile, cancel)) throw Exists(profile.Name);
    }

    /// <param name="change">Answers null to delete the profile.</param>
    /// <exception cref="AwsException">NoSuchEntity, or what <paramref name="change"/> throws.</exception>
    public Task Change(string name, Func<InstanceProfileRecord, InstanceProfileRecord?> change, CancellationToken cancel) =>
        store.Change<InstanceProfileRecord>(IamNames.InstanceProfileKind, name, old => change(old ?? throw Missing(name)), cancel);

    public static AwsException Missing(string name) => IamErrors.NoSuchEntity($"Instance Profile {name} cannot be found.");

    private static AwsException Exists(string name) => IamErrors.AlreadyExists($"Instance Profile {name} already exists.");
}
