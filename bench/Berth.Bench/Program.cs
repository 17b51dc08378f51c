using System.Globalization;
using Berth.Bench;
using Spectre.Console;

// ./berth bench [NAME…] [--rounds N]: every benchmark, or those named.
IBenchmark[] all = [new RunTaskLatency(), new SwarmStart(), new ServiceStart(), new RollingUpdate(), new ControlPlaneScale(), new ApiThroughput(), new Footprint(), new TaskMemory(), new GroupChange(), new GroupMembers(), new Throughput(), new PolicyDecisions(), new Authorisation()];
var (program, rounds, names) = ("", (int?)null, new List<string>());
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
            await Console.Error.WriteLineAsync($"usage: ./berth bench [NAME…] [--rounds N]\n\n{string.Join('\n', all.Select(b => $"  {b.Name,-14} {b.Description}"))}");
            return args[i] is "--help" or "-h" ? 0 : 2;
    }
}

AnsiConsole.Profile.Width = 170;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var rows = new List<Comparison>();
foreach (var benchmark in all.Where(b => names.Count == 0 || names.Contains(b.Name)))
{
    await Console.Error.WriteLineAsync($"{benchmark.Name}: {benchmark.Description}");
    rows.AddRange(await benchmark.Run(new(program, rounds ?? benchmark.DefaultRounds), text => Console.Error.WriteLine("  " + text), stop.Token));
}

AnsiConsole.Write(Comparison.Show(rows));
return 0;
