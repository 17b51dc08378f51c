namespace Berth.Fuzz;

/// <summary>Everything that one input is made of follows from its seed.</summary>
public sealed class Dice(int seed)
{
    /// <summary>Texts that parsers stumble over: empty, blank, half a surrogate pair, numbers out of every range, names that climb, quotation and format marks.</summary>
    private static readonly string[] Strange =
    [
        "", " ", "\t", "..", "/", "../../etc/passwd", "a/b/c", "arn:", "arn:aws:ecs:ap-northeast-1:123456789012:cluster/", "日本", "\ud800", "\udc00x", "\0", "\u0001", "\u202e", "%", "%s%n", "%00",
        "-1", "0", "99999999999999999999", "1e999", "NaN", "{}", "[", "null", "true", "\"", "\\", "'", "*", "?", "a=b&c=d", ":", "@", "sha256:", ";", "a,b", "\r\n", "x\r\ny: z", "<a>", "&amp;",
    ];

    private readonly Random random = new(seed);

    public int Seed { get; } = seed;

    /// <returns>0 to <paramref name="exclusive"/> - 1.</returns>
    public int Next(int exclusive) => random.Next(exclusive);

    public long NextLong() => random.NextInt64(long.MinValue, long.MaxValue);

    public bool OneIn(int chances) => random.Next(chances) == 0;

    public T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    public string StrangeText() => random.Next(12) switch
    {
        0 => new string((char)random.Next(1, 0x250), random.Next(1, 300)),
        1 => new string('a', 1 << random.Next(4, 15)),
        2 => string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)random.Next(0x20, 0x7f))),
        _ => Pick(Strange),
    };
}
