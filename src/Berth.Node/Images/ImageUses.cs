using Berth.Domain.Kernel;

namespace Berth.Node.Images;

/// <summary>
/// When each image of this node was used last, in a file; and the turn-taking between who pulls and who deletes. A pull relies on layers that it finds, and whose only name may be another image's: so
/// nothing is deleted while anything is pulled.
/// </summary>
internal sealed class ImageUses
{
    private readonly string path;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> used;
    private int pulls;

    /// <summary>Ends with the last of <see cref="pulls"/>; null while there are none.</summary>
    private TaskCompletionSource? quiet;

    /// <summary>Ends with the deletion under way; null while there is none.</summary>
    private TaskCompletionSource? deletion;

    public ImageUses(BerthInstance berth, TimeProvider clock)
    {
        this.clock = clock;
        path = Path.Combine(berth.DataDirectory, "node", "images.json");
        used = new(KeptFile.Read<Dictionary<string, DateTimeOffset>>(path) ?? [], StringComparer.Ordinal);
    }

    /// <summary>Pulls an image that somebody is about to use: a deletion under way is waited for, and none begins before the end.</summary>
    public async Task<T> Pull<T>(string name, Func<Task<T>> pull, CancellationToken cancel)
    {
        while (!TryBegin(name, out var gone)) await gone.WaitAsync(cancel);
        try
        {
            return await pull();
        }
        finally
        {
            lock (gate)
            {
                if (--pulls == 0)
                {
                    quiet!.SetResult();
                    quiet = null;
                }
            }
        }
    }

    private bool TryBegin(string name, out Task gone)
    {
        lock (gate)
        {
            gone = deletion?.Task ?? Task.CompletedTask;
            if (deletion is not null) return false;
            used[name] = clock.GetUtcNow();
            if (pulls++ == 0) quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>Takes note of those that are there, and in use, and forgets those that are gone.</summary>
    /// <returns>When each was used last.</returns>
    public IReadOnlyDictionary<string, DateTimeOffset> Observe(IReadOnlyCollection<string> images, IReadOnlySet<string> inUse)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            foreach (var image in images.Where(i => inUse.Contains(i) || !used.ContainsKey(i))) used[image] = now;

            // One that is being pulled has its time before it is there.
            foreach (var gone in used.Where(u => !images.Contains(u.Key) && now - u.Value > TimeSpan.FromHours(1)).Select(u => u.Key).ToList()) used.Remove(gone);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            KeptFile.Write(path, used);
            return new Dictionary<string, DateTimeOffset>(used);
        }
    }

    /// <summary>Deletes an image unless somebody used it since; waits until nothing is pulled.</summary>
    public async Task<bool> Delete(string name, DateTimeOffset lastUsedAt, Func<Task> delete, CancellationToken cancel)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            Task busy;
            lock (gate)
            {
                if (used.GetValueOrDefault(name) != lastUsedAt) return false;
                if ((quiet ?? deletion) is not { } other)
                {
                    deletion = done;
                    break;
                }

                busy = other.Task;
            }

            await busy.WaitAsync(cancel);
        }

        try
        {
            await delete();
            return true;
        }
        finally
        {
            lock (gate) deletion = null;
            done.SetResult();
        }
    }
}
