namespace Berth.Storage;

/// <summary>Says whether a key was written between two moments: its mark has risen then. Keys share marks, so that their number is bounded; a mark that rose for another key costs a read and no more.</summary>
internal sealed class WriteMarks
{
    private const int Count = 1024;
    private readonly long[] marks = new long[Count];

    public long Of<TKey>(TKey key)
        where TKey : notnull => Volatile.Read(ref marks[Index(key)]);

    public void Raise<TKey>(TKey key)
        where TKey : notnull => Interlocked.Increment(ref marks[Index(key)]);

    private static int Index<TKey>(TKey key)
        where TKey : notnull => (int)((uint)key.GetHashCode() % Count);
}
