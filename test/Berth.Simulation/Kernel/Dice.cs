namespace Berth.Simulation.Kernel;

/// <summary>All randomness of a run, from its seed alone: SplitMix64, so that a seed means the same on every runtime. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.</summary>
internal sealed class Dice(ulong seed)
{
    private const string Digits = "0123456789abcdef";
    private ulong state = seed;

    /// <summary>From <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public int Between(int min, int max) => min + (int)(Next() % (ulong)(max - min + 1));

    public bool Chance(double probability) => Next() >> 11 < probability * (1UL << 53);

    public TimeSpan Seconds(double min, double max) => TimeSpan.FromMilliseconds(Between((int)(min * 1000), (int)(max * 1000)));

    public T Pick<T>(IReadOnlyList<T> list) => list[Between(0, list.Count - 1)];

    public string Hex(int digits) => string.Create(digits, this, static (span, dice) =>
    {
        for (var i = 0; i < span.Length; i += 16)
        {
            var bits = dice.Next();
            for (var j = i; j < Math.Min(i + 16, span.Length); j++, bits >>= 4) span[j] = Digits[(int)(bits & 15)];
        }
    });

    /// <summary>19 decimal digits.</summary>
    public string Number() => (1_000_000_000_000_000_000UL + (Next() % 8_000_000_000_000_000_000UL)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
