using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Berth.Bench.Load;
using Berth.Node.Native;

namespace Berth.Bench;

/// <summary>What one TCP stream carries between two tasks of one subnet, through the router and its security groups, beside two namespaces joined by a plain veth pair.</summary>
internal sealed class Throughput : IBenchmark
{
    private const int ChunkBytes = 256 * 1024;
    private const int SocketBufferBytes = 1024 * 1024;
    private const int TimeoutMs = 10_000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public string Name => "throughput";

    public int DefaultRounds => 5;

    public string Description => "TCP throughput between two tasks of one subnet, beside a plain veth pair";

    public async Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel)
    {
        progress("starting Berth");
        await using var berth = await BerthSubject.Start(options.Program, cancel);
        await using var pair = await PlainPair.Make(cancel);
        var plain = pair.Ends;

        // Of the default group, whose members admit each other.
        var tasks = await Tasks(berth, cancel);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -1; round < options.Rounds; round++)
        {
            progress(round < 0 ? "warming up" : $"round {round + 1} of {options.Rounds}");
            foreach (var (from, to) in new[] { (0, 1), (1, 0) })
            {
                var (us, them) = (await Measure(tasks[from], tasks[to], cancel), await Measure(plain[from], plain[to], cancel));
                if (round < 0) continue;
                ours.Add(us);
                theirs.Add(them);
            }
        }

        return [new("TCP throughput between two tasks of a subnet", "plain veth pair", ours, theirs) { Unit = "Gbit/s", Goal = Goal.OrMore(0.75) }];
    }

    private static async Task<IReadOnlyList<Peer>> Tasks(BerthSubject berth, CancellationToken cancel)
    {
        var arns = await berth.RunTasks(2, [berth.Subnets[0]], [], cancel);
        await berth.UntilAll(arns, "RUNNING", cancel);
        var tasks = (await berth.Ecs("DescribeTasks", SampleRequests.DescribeTasks(arns), cancel))["tasks"]!.AsArray();
        return [.. tasks.Select(t => new Peer(berth.NamespacePin("task-" + ((string)t!["taskArn"]!).Split('/')[^1]), AddressOf(t!)))];
    }

    private static string AddressOf(JsonNode task) => (string)task["attachments"]![0]!["details"]!.AsArray().Single(d => (string)d!["name"]! == "privateIPv4Address")!["value"]!;

    /// <returns>Gigabits per second that arrived.</returns>
    private static async Task<double> Measure(Peer from, Peer to, CancellationToken cancel)
    {
        // A socket stays in the namespace where it was made, whoever uses it.
        using var listener = await ShortThread.InNetwork(to.Pin, MakeSocket);
        using var sender = await ShortThread.InNetwork(from.Pin, MakeSocket);
        listener.Bind(new IPEndPoint(IPAddress.Parse(to.Address), 0));
        listener.Listen();

        // Calls that block, as a program's own would: after an asynchronous one, .NET only imitates them.
        await ShortThread.Run(() =>
        {
            sender.Connect(listener.LocalEndPoint!);
            return true;
        });
        using var receiver = await ShortThread.Run(listener.Accept);

        // A stream that stands still fails, instead of waiting for ever.
        (sender.SendTimeout, receiver.ReceiveTimeout) = (TimeoutMs, TimeoutMs);
        var sending = ShortThread.Run(() => Send(sender));
        var received = await ShortThread.Run(() => Receive(receiver));
        await sending;
        cancel.ThrowIfCancellationRequested();
        return received;
    }

    private static Socket MakeSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = SocketBufferBytes, ReceiveBufferSize = SocketBufferBytes };

    private static bool Send(Socket socket)
    {
        var chunk = new byte[ChunkBytes];
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Duration;) socket.Send(chunk);
        socket.Shutdown(SocketShutdown.Send);
        return true;
    }

    private static double Receive(Socket socket)
    {
        var chunk = new byte[ChunkBytes];
        var (started, bytes) = (Stopwatch.GetTimestamp(), 0L);
        for (int count; (count = socket.Receive(chunk)) > 0;) bytes += count;
        return bytes * 8 / 1e9 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
