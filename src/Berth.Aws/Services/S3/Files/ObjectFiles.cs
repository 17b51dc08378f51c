namespace Berth.Aws.Services.S3.Files;

/// <summary>
/// The bytes of objects and parts: files with random names, each written once and named by one row. A file is whole and on disk before the row that names it is committed; one that no row names is garbage.
/// </summary>
public sealed class ObjectFiles(string directory)
{
    private const int BufferBytes = 128 * 1024;

    private readonly string objects = Path.Combine(directory, "objects");
    private readonly Lock gate = new();
    private readonly HashSet<string> underWay = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Readers> held = new(StringComparer.Ordinal);
    private HashSet<string> suspects = new(StringComparer.Ordinal);

    /// <summary>Begins a file. It is nobody's garbage until <see cref="End"/>.</summary>
    public FileStream Create(string id)
    {
        lock (gate) underWay.Add(id);
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(id))!);
        return new(PathOf(id), FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
    }

    /// <param name="delete">Whether nobody will name it.</param>
    public void End(string id, bool delete)
    {
        if (delete) Delete(id);
        lock (gate) underWay.Remove(id);
    }

    public FileStream Open(string id) => new(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);

    public string PathOf(string id) => Path.Combine(objects, id[..2], id);

    /// <summary>Whoever reads an object holds it, before it looks at its row: its files stay until it lets go, though the object be overwritten or deleted.</summary>
    public IDisposable Hold(string objectId)
    {
        lock (gate)
        {
            if (!held.TryGetValue(objectId, out var readers)) held[objectId] = readers = new();
            readers.Count++;
        }

        return new Holder(this, objectId);
    }

    /// <summary>Removes files that no row names any more, or leaves that to the last who reads them.</summary>
    public void Free(string objectId, IReadOnlyList<string> ids)
    {
        lock (gate)
        {
            if (held.TryGetValue(objectId, out var readers))
            {
                readers.Leaving.AddRange(ids);
                return;
            }
        }

        foreach (var id in ids) Delete(id);
    }

    /// <summary>
    /// Removes what a crash or a lost answer left behind. A file goes when two sweeps in a row found that no row names it: between the two, whoever wrote or overwrote it has said so.
    /// </summary>
    /// <param name="named">Reads every id that a row names.</param>
    public async Task Sweep(Func<Task<IReadOnlySet<string>>> named)
    {
        if (!Directory.Exists(objects)) return;
        var there = Directory.EnumerateFiles(objects, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)!).ToHashSet(StringComparer.Ordinal);
        lock (gate) there.ExceptWith(underWay);
        there.ExceptWith(await named());
        lock (gate)
        {
            foreach (var readers in held.Values) there.ExceptWith(readers.Leaving);
        }

        foreach (var id in there.Where(suspects.Contains)) Delete(id);
        suspects = there;
    }

    private void Delete(string id)
    {
        if (File.Exists(PathOf(id))) File.Delete(PathOf(id));
    }

    private void Release(string objectId)
    {
        List<string> leaving;
        lock (gate)
        {
            var readers = held[objectId];
            if (--readers.Count > 0) return;
            held.Remove(objectId);
            leaving = readers.Leaving;
        }

        foreach (var id in leaving) Delete(id);
    }

    private sealed class Readers
    {
        public int Count { get; set; }

        public List<string> Leaving { get; } = [];
    }

    private sealed class Holder(ObjectFiles files, string objectId) : IDisposable
    {
        private int released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref released, 1) == 0) files.Release(objectId);
        }
    }
}
