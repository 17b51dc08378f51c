using System.Globalization;
using Berth.Bench;
using Spectre.Console;

// ./berth bench [NAME…] [--rounds N]: every benchmark, or those named.
IBenchmark[] all = [new RunTaskLatency()];
var (program, rounds, names) = ("", 30, new List<string>());
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--berth" when i + 1 < args.Length:
            program = args[++i];
            break;
        case "--rounds" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0:
            rounds = count;
            i++;
            break;
        case var name when all.Any(b => b.Name == name):
            names.Add(name);
            break;
        default:
            await Console.Error.WriteLineAsync($"usage: ./berth bench [NAME…] [--rounds N]\n\n{string.Join('\n', all.Select(b => $"  {b.Name,-12} {b.Description}"))}");
            return args[i] is "--help" or "-h" ? 0 : 2;
    }
}

AnsiConsole.Profile.Width = 140;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
foreach (var benchmark in all.Where(b => names.Count == 0 || names.Contains(b.Name)))
{
    await Console.Error.WriteLineAsync($"{benchmark.Name}: {benchmark.Description}");
    var results = await benchmark.Run(new(program, rounds), text => Console.Error.WriteLine("  " + text), stop.Token);
    var table = new Table().AddColumns("what", "Berth p50", "p90", "peer", "p50", "p90", "ratio");
    foreach (var row in results)
    {
        string Text(IReadOnlyList<double> values, int percent) => string.Create(CultureInfo.InvariantCulture, $"{Comparison.Percentile(values, percent):0.0} ms");
        table.AddRow(row.What, Text(row.Ours, 50), Text(row.Ours, 90), row.Peer, Text(row.Theirs, 50), Text(row.Theirs, 90), string.Create(CultureInfo.InvariantCulture, $"{row.Ratio:0.00}x"));
    }

    AnsiConsole.Write(table);
}

return 0;
