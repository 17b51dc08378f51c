using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Berth.Bench;

/// <summary>
/// Sees from the machine which tasks admit it, by connecting to a port of theirs where nobody listens: a refusal comes from the task itself, so the packet passed; what a group does not admit is dropped
/// and nothing comes back. So watching costs the tasks no process time.
/// </summary>
/// <param name="addresses">Public ones.</param>
internal sealed class ObedienceWatch(IReadOnlyList<IPAddress> addresses, int port)
{
    /// <summary>Between attempts at one task, and the most that an answer may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>So many attempts without any answer, and nobody answers any more: one lost packet is not obedience.</summary>
    private const int QuietSweeps = 5;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(60);

    /// <summary>Makes a change that admits the machine.</summary>
    /// <returns>Milliseconds from the call until the last task first answered.</returns>
    public async Task<double> UntilAdmitted(Func<Task> change, CancellationToken cancel)
    {
        await Shut(cancel);
        var called = Stopwatch.GetTimestamp();
        var changing = change();
        var last = called;
        for (IReadOnlyList<IPAddress> waiting = addresses; waiting.Count > 0;)
        {
            var answers = await Sweep(waiting, cancel);
            last = answers.Values.Append(last).Max();
            waiting = [.. waiting.Where(a => !answers.ContainsKey(a))];
            if (changing.IsFaulted) await changing;
            if (Stopwatch.GetElapsedTime(called) > TimeMax) throw new InvalidOperationException($"{waiting.Count} tasks of {addresses.Count} do not admit what their group admits.");
        }

        await changing;
        return Stopwatch.GetElapsedTime(called, last).TotalMilliseconds;
    }

    /// <summary>Makes a change that shuts the machine out again.</summary>
    /// <returns>Milliseconds from the call until the attempts began that no task answered any more.</returns>
    public async Task<double> UntilShut(Func<Task> change, CancellationToken cancel)
    {
        var open = await Sweep(addresses, cancel);
        if (open.Count == 0) throw new InvalidOperationException("No task answers before the change that shuts them.");
        var called = Stopwatch.GetTimestamp();
        var changing = change();
        var shut = await Shut(cancel);
        await changing;
        return Stopwatch.GetElapsedTime(called, shut).TotalMilliseconds;
    }

    /// <returns>When the first of the attempts began that nobody answered.</returns>
    private async Task<long> Shut(CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var since = started;
        for (var quiet = 0; quiet < QuietSweeps; quiet++)
        {
            var begun = Stopwatch.GetTimestamp();
            if (quiet == 0) since = begun;
            var answers = await Sweep(addresses, cancel);
            if (answers.Count > 0) quiet = -1;
            if (Stopwatch.GetElapsedTime(started) > TimeMax) throw new InvalidOperationException($"{answers.Count} tasks of {addresses.Count} admit what their group does not.");
        }

        return since;
    }

    /// <summary>One attempt at each.</summary>
    /// <returns>Who answered, and when.</returns>
    private async Task<Dictionary<IPAddress, long>> Sweep(IReadOnlyList<IPAddress> targets, CancellationToken cancel)
    {
        var answers = new Dictionary<IPAddress, long>();
        var sockets = new List<Socket>();
        try
        {
            foreach (var target in targets)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                void Note(SocketAsyncEventArgs done)
                {
                    if (done.SocketError is SocketError.ConnectionRefused or SocketError.Success)
                    {
                        lock (answers) answers[target] = Stopwatch.GetTimestamp();
                    }

                    done.Dispose();
                }

                var attempt = new SocketAsyncEventArgs { RemoteEndPoint = new IPEndPoint(target, port) };
                attempt.Completed += (_, done) => Note(done);
                if (!socket.ConnectAsync(attempt)) Note(attempt);
            }

            await Task.Delay(Patience, cancel);
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }

        // What answers after this moment is nobody's any more.
        lock (answers) return new(answers);
    }
}
