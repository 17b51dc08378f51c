using System.Diagnostics;
using System.Net;

namespace Berth.Bench;

/// <summary>What an idle server costs, and how soon it answers.</summary>
internal sealed class Footprint : IBenchmark
{
    /// <summary>Until what a start left to be done is done.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    public string Name => "footprint";

    public int DefaultRounds => 5;

    public string Description => "resident memory of an idle server beside dockerd, process start to first answer beside moto";

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        var rows = new List<Comparison>();
        progress("starting Berth");
        await using (var berth = await BerthSubject.Start(options.Program, "real", withImage: false, cancel))
        {
            progress("starting docker");
            await using var docker = await DockerPeer.Start(cancel);
            progress("idling");
            await Task.Delay(Idle, cancel);
            rows.Add(new("resident memory of the idle server", "dockerd + containerd, idle", [Processes.ResidentMegabytes(berth.ServerProcess)], [Processes.ResidentMegabytesOfTree(docker.ProcessId)])
            {
                Unit = "MB",
                Goal = Goal.OrLess(1.1),
            });
        }

        var (ours, theirs) = (new List<double>(), new List<double>());
        await using var again = await BerthSubject.Start(options.Program, "simulated", withImage: false, cancel);
        for (var round = 0; round < options.Rounds; round++)
        {
            progress($"starting both, {round + 1}");
            ours.Add(await again.Restart(cancel));
            await using var moto = await MotoPeer.Start(cancel);
            if (moto is not null) theirs.Add(moto.FirstAnswer.TotalMilliseconds);
        }

        if (theirs.Count > 0) rows.Add(new("process start → first answer, existing data", "moto", ours, theirs) { Goal = Goal.OrLess(0.7) });
        else progress("no moto_server on the PATH (pip install 'moto[server]'): the row beside it is left out");
        return rows;
    }
}
