using System.Globalization;
using Spectre.Console;

namespace Berth.Bench;

/// <summary>What both sides took for the same work in one run, in the order taken.</summary>
internal sealed record Comparison(string What, string Peer, IReadOnlyList<double> Ours, IReadOnlyList<double> Theirs)
{
    public string Unit { get; init; } = "ms";

    /// <summary>Null for a row that only explains another.</summary>
    public Goal? Goal { get; init; }

    /// <summary>By medians, as the goal puts it. Without a peer, our figure itself.</summary>
    public double Ratio => Theirs.Count == 0 ? Percentile(Ours, 50) : Goal is { TheirsOverOurs: true } ? Percentile(Theirs, 50) / Percentile(Ours, 50) : Percentile(Ours, 50) / Percentile(Theirs, 50);

    /// <summary>The smallest value that <paramref name="percent"/> per cent of all do not exceed.</summary>
    public static double Percentile(IReadOnlyList<double> values, int percent)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100.0) - 1)];
    }

    /// <summary>One table for all benchmarks: what, ours, theirs, ratio, goal.</summary>
    public static Table Show(IEnumerable<Comparison> rows)
    {
        var table = new Table().AddColumns("what", "Berth p50", "p90", "peer", "p50", "p90", "ratio", "goal");
        foreach (var row in rows)
        {
            string Text(IReadOnlyList<double> values, int percent) => values.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Percentile(values, percent):0.0} {row.Unit}");
            var unit = row.Theirs.Count == 0 ? " " + row.Unit : "x";
            table.AddRow(
                row.What, Text(row.Ours, 50), Text(row.Ours, 90), row.Peer, Text(row.Theirs, 50), Text(row.Theirs, 90),
                string.Create(CultureInfo.InvariantCulture, $"{row.Ratio:0.00}{unit}"), row.Goal is { } goal ? $"{goal.Text(unit)}: {(goal.IsMet(row.Ratio) ? "met" : "not met")}" : "");
        }

        return table;
    }
}

/// <summary>A ratio to reach. Prints as the issue that set it says it: 0.25x or less, 6x or more.</summary>
/// <param name="AtMost">The ratio may not be larger; otherwise it may not be smaller.</param>
/// <param name="TheirsOverOurs">The ratio says how many times faster we are, where both sides are times.</param>
internal sealed record Goal(double Ratio, bool AtMost, bool TheirsOverOurs = false)
{
    public static Goal OrLess(double ratio) => new(ratio, AtMost: true);

    public static Goal OrMore(double ratio) => new(ratio, AtMost: false);

    public static Goal TimesFaster(double times) => new(times, AtMost: false, TheirsOverOurs: true);

    public bool IsMet(double ratio) => AtMost ? ratio <= Ratio : ratio >= Ratio;

    /// <param name="unit">x, or that of a figure without a peer.</param>
    public string Text(string unit) => string.Create(CultureInfo.InvariantCulture, $"{Ratio}{unit} {(TheirsOverOurs ? "faster " : "")}or {(AtMost ? "less" : "more")}");
}
