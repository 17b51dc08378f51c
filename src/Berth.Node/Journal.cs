using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Berth.Node;

/// <summary>
/// Values by key in one file that only grows, and is written anew when most of it is outdated: for thousands of values that change thousands of times a second, where a file for
/// each would be too slow. What was written survives the process, and the machine once it is flushed. Values stay on disk; memory holds where they are.
/// </summary>
internal sealed class Journal : IDisposable
{
    /// <summary>Outdated bytes that are not worth writing the file anew for.</summary>
    private const long GarbageMin = 16 << 20;

    /// <summary>How much more of them there must be before writing it anew is tried again.</summary>
    private const long GarbageStep = 4 << 20;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock gate = new();
    private readonly string path;
    private readonly Dictionary<string, Place> places = new(StringComparer.Ordinal);

    /// <summary>Of each thread its own: values are made into lines before the gate, so that tasks wait for each other's bytes to be written and for nothing else.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? ownLine;
    private FileStream file;
    private long end;
    private long live;
    private long garbageMin = GarbageMin;

    private Journal(string path)
    {
        this.path = path;
        file = OpenFile(path, FileMode.OpenOrCreate);
    }

    /// <summary>Reads where everything is. A line that the end of the last process cut in two was acknowledged to nobody and is dropped.</summary>
    public static Journal Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var journal = new Journal(path);
        journal.Scan();
        return journal;
    }

    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (gate) return [.. places.Keys];
        }
    }

    /// <returns>Null when there is none.</returns>
    public T? Read<T>(string key)
        where T : class
    {
        byte[] bytes;
        lock (gate)
        {
            if (!places.TryGetValue(key, out var place)) return null;
            bytes = new byte[place.ValueLength];
            ReadAt(file, place.ValueAt, bytes);
        }

        return JsonSerializer.Deserialize<T>(bytes, JsonSerializerOptions.Web);
    }

    /// <param name="key">Without blanks and ends of lines.</param>
    public void Write<T>(string key, T value)
        where T : class
    {
        var line = Begin(key);
        line.Write(" "u8);
        var valueOffset = line.WrittenCount;
        using (var json = new Utf8JsonWriter(line)) JsonSerializer.Serialize(json, value, JsonSerializerOptions.Web);
        line.Write("\n"u8);
        lock (gate)
        {
            var at = Append(line);
            Forget(key);
            places[key] = new(at, line.WrittenCount, valueOffset);
            live += line.WrittenCount;
            if (end - live > garbageMin && end - live > live) Compact();
        }
    }

    /// <summary>Nothing happens when there is none.</summary>
    public void Delete(string key)
    {
        var line = Begin(key);
        line.Write("\n"u8);
        lock (gate)
        {
            if (!places.ContainsKey(key)) return;
            Append(line);
            Forget(key);
            if (end - live > garbageMin && end - live > live) Compact();
        }
    }

    /// <summary>Waits until what was written is on the disk itself. Others write meanwhile. A disk that cannot is tried again with the next flush.</summary>
    public void Flush()
    {
        Microsoft.Win32.SafeHandles.SafeFileHandle handle;
        lock (gate) handle = file.SafeFileHandle;
        try
        {
            RandomAccess.FlushToDisk(handle);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The disk failed, or the file was written anew in this moment.
        }
    }

    public void Dispose() => file.Dispose();

    private static FileStream OpenFile(string path, FileMode mode) =>
        new(path, new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0, UnixCreateMode = OwnerOnly });

    private static ArrayBufferWriter<byte> Begin(string key)
    {
        var line = ownLine ??= new(4096);
        line.ResetWrittenCount();
        Encoding.UTF8.GetBytes(key, line);
        return line;
    }

    private long Append(ArrayBufferWriter<byte> line)
    {
        var at = end;
        try
        {
            RandomAccess.Write(file.SafeFileHandle, line.WrittenSpan, at);
        }
        catch (IOException)
        {
            // A full disk: the half of a line must not stand before the next whole one.
            file.SetLength(at);
            throw;
        }

        end += line.WrittenCount;
        return at;
    }

    private void Forget(string key)
    {
        if (places.Remove(key, out var old)) live -= old.Length;
    }

    private void Scan()
    {
        using var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        var start = 0L;
        var line = new ArrayBufferWriter<byte>(4096);
        var chunk = new byte[1 << 16];
        for (var length = reader.Read(chunk); length > 0; length = reader.Read(chunk))
        {
            var rest = chunk.AsSpan(0, length);
            while (rest.IndexOf((byte)'\n') is >= 0 and var stop)
            {
                line.Write(rest[..(stop + 1)]);
                Take(start, line.WrittenSpan);
                start += line.WrittenCount;
                line.ResetWrittenCount();
                rest = rest[(stop + 1)..];
            }

            line.Write(rest);
        }

        end = start;
        file.SetLength(end);
    }

    private void Take(long at, ReadOnlySpan<byte> whole)
    {
        var blank = whole.IndexOf((byte)' ');
        var key = Encoding.UTF8.GetString(whole[..(blank < 0 ? whole.Length - 1 : blank)]);
        Forget(key);
        if (blank < 0) return;
        places[key] = new(at, whole.Length, blank + 1);
        live += whole.Length;
    }

    /// <summary>Writes what counts into a new file that takes the old one's place.</summary>
    private void Compact()
    {
        var fresh = OpenFile(path + ".new", FileMode.Create);
        try
        {
            var at = 0L;
            var moved = new List<(string Key, Place Place)>(places.Count);
            foreach (var (key, place) in places)
            {
                var bytes = new byte[place.Length];
                ReadAt(file, place.At, bytes);
                RandomAccess.Write(fresh.SafeFileHandle, bytes, at);
                moved.Add((key, place with { At = at }));
                at += place.Length;
            }

            File.Move(path + ".new", path, overwrite: true);
            file.Dispose();
            (file, end, live, garbageMin) = (fresh, at, at, GarbageMin);
            foreach (var (key, place) in moved) places[key] = place;
        }
        catch (IOException)
        {
            // A full disk: the old file goes on, and this is tried again when it is worth more.
            fresh.Dispose();
            garbageMin = end - live + GarbageStep;
        }
    }

    private static void ReadAt(FileStream file, long at, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var length = RandomAccess.Read(file.SafeFileHandle, bytes, at);
            if (length == 0) throw new EndOfStreamException("The journal is shorter than it was.");
            at += length;
            bytes = bytes[length..];
        }
    }

    /// <param name="Length">Of the whole line, its end included.</param>
    /// <param name="ValueOffset">In the line, behind key and blank.</param>
    private readonly record struct Place(long At, int Length, int ValueOffset)
    {
        public long ValueAt => At + ValueOffset;

        public int ValueLength => Length - ValueOffset - 1;
    }
}
