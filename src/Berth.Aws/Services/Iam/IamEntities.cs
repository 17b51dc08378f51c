using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>Roles, users and groups by name: read, changed and added alike.</summary>
internal static class IamEntities
{
    /// <exception cref="AwsException">NoSuchEntity.</exception>
    public static async Task<T> GetEntity<T>(this IStore store, HolderKind<T> kind, string name, CancellationToken cancel)
        where T : PolicyHolder => (await store.Find<T>(kind.Row, name, cancel))?.Record ?? throw kind.Missing(name);

    /// <summary>Changes what the account may change.</summary>
    /// <exception cref="AwsException">NoSuchEntity, UnmodifiableEntity, or what <paramref name="change"/> throws.</exception>
    public static Task<T?> ChangeEntity<T>(this IStore store, HolderKind<T> kind, string name, Func<T, T> change, CancellationToken cancel)
        where T : PolicyHolder => store.Change<T>(kind.Row, name, old =>
        {
            if (old is null) throw kind.Missing(name);
            kind.Guard(old);
            return change(old);
        }, cancel);

    /// <summary>Adds an entity whose name nobody has, in whatever case: IAM does not tell names apart by it.</summary>
    /// <exception cref="AwsException">EntityAlreadyExists, LimitExceeded.</exception>
    public static async Task AddEntity<T>(this IStore store, HolderKind<T> kind, T entity, int quota, string quotaName, CancellationToken cancel)
        where T : PolicyHolder
    {
        CheckRoom(await store.FindAll<T>(kind.Row, cancel: cancel), kind, entity, quota, quotaName);
        if (!await store.TryAdd(kind.Row, entity.Name, entity, cancel)) throw kind.Exists(entity.Name);
    }

    /// <summary>Adds a role or user, whose boundary must be there and stay there.</summary>
    /// <exception cref="AwsException">EntityAlreadyExists, LimitExceeded, NoSuchEntity for the boundary.</exception>
    public static Task AddPrincipal<T>(this IStore store, HolderKind<T> kind, T principal, int quota, string quotaName, CancellationToken cancel)
        where T : PrincipalHolder => principal.PermissionsBoundaryArn is not { } boundary
        ? store.AddEntity(kind, principal, quota, quotaName, cancel)
        : IamUnit.Run(store, async unit =>
        {
            var policy = await PolicyRows.ForBoundary(unit, boundary);
            CheckRoom(await unit.All<T>(kind.Row), kind, principal, quota, quotaName);
            unit.Put(kind, principal);
            unit.Touch(IamNames.PolicyKind, policy.Arn);
        }, cancel);

    /// <summary>The ARN of an entity as it is, with its path; as it would be at the root when there is none such, or its name cannot be one.</summary>
    public static string ArnOf<T>(this IStore store, HolderKind<T> kind, AwsScope scope, string? name)
        where T : PolicyHolder => store.Peek<T>(kind.Row, name)?.Arn ?? kind.Arn(scope, "/", name ?? "");

    /// <summary>Reads a row without waiting, for those who must say at once which resource a request is about.</summary>
    public static T? Peek<T>(this IStore store, string kind, string? id)
        where T : class
    {
        if (string.IsNullOrEmpty(id)) return null;
        var reading = store.Get(kind, id);

        // What the store keeps in memory, and what a file gives, is here already. Only a row that PostgreSQL was not asked for yet is waited for.
        var row = reading.IsCompletedSuccessfully ? reading.Result : reading.AsTask().GetAwaiter().GetResult();
        return row is null ? null : RowJson.Read<T>(row);
    }

    private static void CheckRoom<T>(IReadOnlyList<T> there, HolderKind<T> kind, T entity, int quota, string quotaName)
        where T : PolicyHolder
    {
        if (there.Any(e => e.Name.Equals(entity.Name, StringComparison.OrdinalIgnoreCase))) throw kind.Exists(entity.Name);
        if (there.Count >= quota) throw IamErrors.LimitExceeded($"Cannot exceed quota for {quotaName}: {quota}");
    }
}
