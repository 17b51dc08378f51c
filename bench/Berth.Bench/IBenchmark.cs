namespace Berth.Bench;

/// <summary>One row: our time and the peer's for the same work, taken in turn in one run.</summary>
internal interface IBenchmark
{
    /// <summary>As <c>./berth bench NAME</c> takes it.</summary>
    string Name { get; }

    string Description { get; }

    Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel);
}

/// <param name="Program">Path of the built berth.</param>
/// <param name="Rounds">How often each side does the work.</param>
internal sealed record BenchOptions(string Program, int Rounds);

/// <summary>Milliseconds of both sides, in the order taken.</summary>
internal sealed record Comparison(string What, string Peer, IReadOnlyList<double> Ours, IReadOnlyList<double> Theirs)
{
    /// <summary>How many times faster we are, by medians; below 1, slower.</summary>
    public double Ratio => Percentile(Theirs, 50) / Percentile(Ours, 50);

    /// <summary>The smallest value that <paramref name="percent"/> per cent of all do not exceed.</summary>
    public static double Percentile(IReadOnlyList<double> values, int percent)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100.0) - 1)];
    }
}
