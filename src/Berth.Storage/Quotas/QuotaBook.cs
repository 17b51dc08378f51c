using Berth.Domain.Profiles;

namespace Berth.Storage;

/// <summary>
/// The quotas in force: the profile's, with what the account has changed through Service Quotas. Reading costs nothing; what is changed here is in force when the change is on disk.
/// </summary>
public sealed class QuotaBook(IStore store, Profile defaults) : IDisposable
{
    private const string Kind = "quotas";
    private const string Id = "changed";
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Profile current = defaults;

    /// <summary>As the profile says, nothing changed.</summary>
    public Quotas Defaults { get; } = defaults.Quotas;

    public Quotas Current => current.Quotas;

    /// <summary>The profile with the quotas in force.</summary>
    public Profile Profile => current;

    /// <summary>At the start, before anybody asks.</summary>
    public async Task Load(CancellationToken cancel) => Use((await store.Find<ChangedQuotas>(Kind, Id, cancel))?.Record);

    public async Task Set(string code, double value, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            ChangedQuotas? kept = null;
            await store.Change<ChangedQuotas>(Kind, Id, old => kept = new(new Dictionary<string, double>(old?.Values ?? new Dictionary<string, double>()) { [code] = value }), cancel);
            Use(kept);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private void Use(ChangedQuotas? changed) => current = current with { Quotas = QuotaCatalog.Apply(Defaults, changed?.Values ?? new Dictionary<string, double>()) };

    /// <summary>The one row that says what differs from the profile, by quota code.</summary>
    private sealed record ChangedQuotas(IReadOnlyDictionary<string, double> Values);
}
