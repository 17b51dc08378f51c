using System.Collections.Concurrent;

namespace Berth.Storage;

/// <summary>A bounded cache: when the younger half is full it becomes the older half, and what nobody asked for since is dropped with the half before.</summary>
/// <param name="max">Values.</param>
/// <param name="bytesMax">About as many bytes as it holds; one value may be at most half of it.</param>
/// <param name="bytesOf">About as many bytes as a value takes.</param>
public sealed class TwoGenerations<TKey, TValue>(int max, long bytesMax, Func<TValue, long> bytesOf)
    where TKey : notnull
{
    private readonly Lock aging = new();
    private volatile ConcurrentDictionary<TKey, TValue> young = new();
    private volatile ConcurrentDictionary<TKey, TValue> old = new();
    private int count;
    private long bytes;

    public bool TryGet(TKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TValue value) => young.TryGetValue(key, out value) || old.TryGetValue(key, out value);

    public void Keep(TKey key, TValue value)
    {
        var more = bytesOf(value);
        if (more > bytesMax / 2) return;
        lock (aging)
        {
            // What is kept again or removed counts still: it ages a little early, and holds never more.
            if (count >= max / 2 || bytes + more > bytesMax / 2)
            {
                (old, young) = (young, new());
                (count, bytes) = (0, 0);
            }

            young[key] = value;
            count++;
            bytes += more;
        }
    }

    public void Remove(TKey key)
    {
        // No half ages meanwhile, or the key could slip from the one looked at later into the one looked at before.
        lock (aging)
        {
            young.TryRemove(key, out _);
            old.TryRemove(key, out _);
        }
    }
}
