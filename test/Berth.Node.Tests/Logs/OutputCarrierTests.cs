using System.Globalization;
using System.Text.RegularExpressions;
using Berth.AgentProtocol;
using Berth.Domain.Logs;
using Berth.Node.Logs;
using Berth.Node.Runtime;
using Berth.Node.Tests.Reconcile;
using Berth.Testing.Records;
using Berth.Testing.Time;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Logs;

public sealed class OutputCarrierTests : IDisposable
{
    private readonly FileOutput output = new();
    private readonly Signal changed = new();
    private readonly List<string> delivered = [];
    private readonly TaskCompletionSource ended = new();
    private TaskCompletionSource gate = new();
    private bool ending;
    private bool givenUp;

    public void Dispose() => output.Dispose();

    [Fact]
    public async Task Every_line_arrives_in_order_and_delivered_files_are_gone()
    {
        gate.SetResult();
        var carrying = Carry();
        for (var round = 0; round < 4; round++)
        {
            output.Append(Enumerable.Range(round * 5000, 5000));
            await Arrived((round + 1) * 5000);
        }

        await Eventually.Become(() => Task.FromResult(output.Rotations), n => n >= 2, output.Changed);
        ended.SetResult();
        await carrying.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Lines(0, 20_000), delivered);
        Assert.InRange(output.BytesOnDisk, 0, OutputDecider.FileBytesMax + (2 << 20));
    }

    [Fact]
    public async Task Beyond_its_buffer_a_log_that_does_not_block_drops_the_oldest()
    {
        // Nothing is taken until all is written: 20,000 lines of a kilobyte against a buffer of one MiB.
        var carrying = Carry(bufferBytes: 1 << 20);
        for (var round = 0; round < 4; round++)
        {
            var before = output.Rotations;
            output.Append(Enumerable.Range(round * 5000, 5000));
            await Eventually.Become(() => Task.FromResult(output.Rotations), n => n > before, output.Changed);
        }

        gate.SetResult();
        ended.SetResult();
        await carrying.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("19999", delivered[^1][..5]);
        Assert.Equal(delivered.Order(StringComparer.Ordinal), delivered);

        // What was under way at first, and the buffer.
        Assert.InRange(delivered.Count, 900, 1800);
        Assert.Empty(output.Held);
    }

    [Fact]
    public async Task A_container_that_blocks_waits_for_its_lines_and_goes_on()
    {
        output.Append(new string('x', 1 << 20), 66);
        var carrying = Carry(blocking: true);
        await Eventually.Become(() => Task.FromResult(output.Held.Count), n => n == 1, output.Changed);
        gate.SetResult();
        await Eventually.Become(() => Task.FromResult(output.Held.LastOrDefault()), held => held == false, output.Changed);
        ended.SetResult();
        await carrying.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([true, false], output.Held);
        Assert.Equal(66L << 20, delivered.Sum(l => (long)l.Length));
    }

    [Fact]
    public async Task One_that_is_stopped_is_not_held_any_more()
    {
        output.Append(new string('x', 1 << 20), 66);
        using var stop = new CancellationTokenSource();
        var carrying = Carry(blocking: true, cancel: stop.Token);
        await Eventually.Become(() => Task.FromResult(output.Held.Count), n => n == 1, output.Changed);
        ending = true;
        await Eventually.Become(() => Task.FromResult(output.Held.Count), n => n == 2, output.Changed);
        Assert.Equal([true, false], output.Held);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => carrying);
    }

    [Fact]
    public async Task Without_a_driver_only_the_newest_is_kept()
    {
        var container = new NativeContainer { ContainerArn = "arn", RuntimeId = "container", Name = "app", Image = "busybox" };
        var tasks = new HeldTasks { Known = [SampleOrders.Task(container)] };
        using var keeper = new OutputKeeper(output, tasks, new NodeStatus(), TimeProvider.System, NullLogger<OutputKeeper>.Instance);
        for (var round = 0; round < 6; round++)
        {
            output.Append(Enumerable.Range(round * 5000, 5000));
            await keeper.Keep(CancellationToken.None);
            await keeper.Keep(CancellationToken.None);
        }

        Assert.Equal(6, output.Rotations);
        Assert.InRange(output.BytesOnDisk, 5_000_000, 6_000_000);

        // Of one with a driver that carries its lines, nothing is taken away.
        tasks.Known = [SampleOrders.Task(container with { Log = new("group", "region", "stream", false) })];
        output.Append(Enumerable.Range(0, 5000));
        await keeper.Keep(CancellationToken.None);
        Assert.Equal(6, output.Rotations);

        // Nor is one remembered whose task is over.
        tasks.Known = [SampleOrders.Task(container)];
        await keeper.Keep(CancellationToken.None);
        Assert.Equal((7, 1), (output.Rotations, keeper.Waiting));
        tasks.Known = [];
        await keeper.Keep(CancellationToken.None);
        Assert.Equal(0, keeper.Waiting);
    }

    [Fact]
    public async Task An_event_of_several_lines_ends_when_nothing_follows()
    {
        gate.SetResult();
        var carrying = Carry(begins: EventPatterns.Read("^X", null));
        output.Append("X one", 1);
        output.Append("more", 2);
        await Arrived(1);
        output.Append("X two", 1);
        ended.SetResult();
        await carrying.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["X one\nmore\nmore\n", "X two\n"], delivered);
    }

    [Fact]
    public async Task On_a_full_disk_lines_go_on_and_none_is_delivered_twice()
    {
        gate.SetResult();
        var bookmark = output.Path + ".delivered";
        File.CreateSymbolicLink(bookmark + ".new", "/dev/full");
        var carrying = Carry();
        output.Append(Enumerable.Range(0, 2000));
        await Arrived(2000);
        output.Append(Enumerable.Range(2000, 2000));
        await Arrived(4000);
        Assert.False(File.Exists(bookmark));

        // There is room again.
        File.Delete(bookmark + ".new");
        output.Append(Enumerable.Range(4000, 1));
        ended.SetResult();
        await carrying.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Lines(0, 4001), delivered);
        await Carry().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(4001, delivered.Count);
    }

    [Fact]
    public async Task Lines_that_are_given_up_are_counted_and_nobody_delivers_them_later()
    {
        var dropped = 0L;

        // Looked at before anybody listens: an instrument that is made while it is listened for is not yet the one that it becomes.
        var counter = NodeMeter.LinesDropped;
        using var meter = new System.Diagnostics.Metrics.MeterListener { InstrumentPublished = (i, l) => { if (i == counter) l.EnableMeasurementEvents(i); } };
        meter.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref dropped, count));
        meter.Start();
        output.Append(Enumerable.Range(0, 2000));
        var carrying = Carry();
        givenUp = true;
        ended.SetResult();
        await carrying.WaitAsync(TimeSpan.FromSeconds(30));
        gate.SetResult();
        Assert.Empty(delivered);

        // Tests beside this one may drop lines of their own.
        Assert.True(Interlocked.Read(ref dropped) >= 2000);
    }

    [Fact]
    public void Wherever_the_process_dies_no_line_is_lost() => Gen.Select(Gen.Int[0, 3], Gen.Int[1, 400]).List[1, 30].Sample(steps =>
    {
        using var files = new FileOutput();
        var (written, taken) = (0, new List<string>());
        var (bookmark, closed) = (OutputPosition.Start, false);
        var (segments, reader) = Open(files, bookmark);
        foreach (var (what, count) in steps)
        {
            switch (what)
            {
                case 0:
                    files.Append(Enumerable.Range(written, count));
                    written += count;
                    break;
                case 1:
                    if (reader.Next(last: false) is { Count: > 0 } events) taken.AddRange(events.Select(e => e.Message));
                    bookmark = reader.Position;
                    segments.Delete(bookmark, reader.Position);
                    break;
                case 2 when !closed && files.Exists:
                    // The monitor opens its new file later; until then it writes to the renamed one.
                    files.Close(segments.ClosedPath(bookmark));
                    segments.Refresh();
                    closed = true;
                    break;
                case 3:
                    if (closed) files.Reopen();
                    closed = false;
                    (segments, reader) = Open(files, bookmark);
                    break;
            }
        }

        while (reader.Next(last: true) is { Count: > 0 } rest) taken.AddRange(rest.Select(e => e.Message));
        Assert.Equal(Lines(0, written), taken);
    }, iter: 200, threads: 1);

    private static (OutputSegments Files, OutputReader Reader) Open(FileOutput files, OutputPosition bookmark)
    {
        var segments = new OutputSegments(files.Path);
        return (segments, new OutputReader(segments, bookmark));
    }

    private Task Carry(bool blocking = false, long bufferBytes = 64 << 20, Regex? begins = null, CancellationToken cancel = default)
    {
        var carrier = new OutputCarrier(output, output, TimeProvider.System, NullLogger<OutputCarrier>.Instance);
        return carrier.Carry(new("task", "container", Deliver, blocking, bufferBytes, begins, ended.Task, () => ending, () => givenUp), cancel);
    }

    private async Task Deliver(IReadOnlyList<(long Timestamp, string Message)> events, CancellationToken cancel)
    {
        await gate.Task.WaitAsync(cancel);
        lock (delivered) delivered.AddRange(events.Select(e => e.Message));
        changed.Raise();
    }

    private Task<int> Arrived(int count) => Eventually.Become(() =>
    {
        lock (delivered) return Task.FromResult(delivered.Count);
    }, n => n >= count, changed);

    private static IEnumerable<string> Lines(int first, int count) => Enumerable.Range(first, count).Select(FileOutput.Line);

    /// <summary>Files as conmon writes them.</summary>
    private sealed class FileOutput : IContainerOutput, IContainerRuntime, IDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("berth-output-").FullName;
        private readonly Lock writing = new();
        private FileStream writer;

        public FileOutput() => writer = Create();

        public string Path => System.IO.Path.Combine(folder, "container.log");

        public bool Exists => File.Exists(Path);

        public Signal Changed { get; } = new();

        public int Rotations { get; private set; }

        public List<bool> Held { get; } = [];

        public long BytesOnDisk => Directory.EnumerateFiles(folder).Sum(f => new FileInfo(f).Length);

        public static string Line(int number) => number.ToString("D5", CultureInfo.InvariantCulture) + new string('.', 1000);

        public Task Restart(string runtimeId, int count, CancellationToken cancel) => throw new NotSupportedException();

        public Task<ExecResult> Exec(string runtimeId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel) => throw new NotSupportedException();

        public void Append(IEnumerable<int> numbers)
        {
            lock (writing)
            {
                foreach (var number in numbers) Put(Line(number));
                writer.Flush();
            }
        }

        public void Append(string line, int times)
        {
            lock (writing)
            {
                for (var i = 0; i < times; i++)
                    foreach (var piece in line.Chunk(8192).Select((c, n) => (Text: new string(c), Last: (n + 1) * 8192 >= line.Length))) Put(piece.Text, piece.Last ? 'F' : 'P');
                writer.Flush();
            }
        }

        public void Close(string closedPath) => File.Move(Path, closedPath);

        public void Reopen()
        {
            lock (writing)
            {
                writer.Dispose();
                writer = Create();
            }
        }

        public string PathOf(string taskId, string runtimeId) => Path;

        public Task Rotate(string taskId, string runtimeId, string closedPath, CancellationToken cancel)
        {
            Close(closedPath);
            Reopen();
            Rotations++;
            Changed.Raise();
            return Task.CompletedTask;
        }

        public Task Freeze(string runtimeId, CancellationToken cancel) => Hold(true);

        public Task Thaw(string runtimeId, CancellationToken cancel) => Hold(false);

        public void Dispose()
        {
            writer.Dispose();
            Directory.Delete(folder, recursive: true);
        }

        Task<IReadOnlyList<AdoptedContainer>> IContainerRuntime.Adopt(CancellationToken cancel) => throw new NotSupportedException();

        Task IContainerRuntime.PrepareTask(TaskLimits limits, CancellationToken cancel) => throw new NotSupportedException();

        Task IContainerRuntime.Start(ContainerSpec spec, CancellationToken cancel) => throw new NotSupportedException();

        Task IContainerRuntime.Signal(string runtimeId, int signal, CancellationToken cancel) => throw new NotSupportedException();

        Task<ContainerExit> IContainerRuntime.WaitForExit(string runtimeId, CancellationToken cancel) => throw new NotSupportedException();

        Task IContainerRuntime.Sweep(IReadOnlySet<string> known, CancellationToken cancel) => throw new NotSupportedException();

        Task<ContainerStats?> IContainerRuntime.Stats(string runtimeId, CancellationToken cancel) => throw new NotSupportedException();

        Task IContainerRuntime.Remove(string runtimeId, CancellationToken cancel) => throw new NotSupportedException();

        Task IContainerRuntime.RemoveTask(string taskId, CancellationToken cancel) => throw new NotSupportedException();

        private FileStream Create() => new(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1 << 16);

        private void Put(string text, char mark = 'F') => writer.Write(System.Text.Encoding.UTF8.GetBytes($"2026-05-01T09:00:00.001+00:00 stdout {mark} {text}\n"));

        private Task Hold(bool frozen)
        {
            Held.Add(frozen);
            Changed.Raise();
            return Task.CompletedTask;
        }
    }
}
