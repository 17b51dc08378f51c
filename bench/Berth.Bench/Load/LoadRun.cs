using System.Diagnostics;
using System.Net;

namespace Berth.Bench.Load;

/// <summary>Some clients, each on a connection and a thread of its own, that send requests one after the other for a while.</summary>
internal static class LoadRun
{
    /// <param name="requests">One ready-made request per client.</param>
    /// <returns>Answers per second, all clients together.</returns>
    public static double Measure(IPEndPoint endpoint, IReadOnlyList<byte[]> requests, TimeSpan duration, CancellationToken cancel)
    {
        long answers = 0;
        Exception? failure = null;
        var clock = Stopwatch.StartNew();
        var threads = requests.Select(request => new Thread(() =>
        {
            try
            {
                using var connection = new KeepAliveConnection(endpoint);
                long own = 0;
                while (clock.Elapsed < duration && failure is null && !cancel.IsCancellationRequested)
                {
                    connection.Exchange(request);
                    own++;
                }

                Interlocked.Add(ref answers, own);
            }
#pragma warning disable CA1031 // Told by the thread that measures.
            catch (Exception thrown)
            {
                failure = thrown;
            }
#pragma warning restore CA1031
        })
        { IsBackground = true }).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        cancel.ThrowIfCancellationRequested();
        if (failure is not null) throw new InvalidOperationException("A client failed: " + failure.Message, failure);
        return answers / clock.Elapsed.TotalSeconds;
    }

    /// <summary>A number of answers, by all clients together.</summary>
    /// <returns>Answers per second.</returns>
    public static double Times(IPEndPoint endpoint, IReadOnlyList<byte[]> requests, int times, CancellationToken cancel)
    {
        var left = times;
        var clock = Stopwatch.StartNew();
        Parallel.ForEach(requests, new ParallelOptions { MaxDegreeOfParallelism = requests.Count, CancellationToken = cancel }, request =>
        {
            using var connection = new KeepAliveConnection(endpoint);
            while (Interlocked.Decrement(ref left) >= 0) connection.Exchange(request);
        });
        return times / clock.Elapsed.TotalSeconds;
    }
}
