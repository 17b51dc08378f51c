using System.Text.RegularExpressions;
using Berth.Domain.Logs;
using Berth.Node.Runtime;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Logs;

/// <summary>Output that is to be carried.</summary>
/// <param name="Deliver">Answers once the events are delivered, however long that takes.</param>
/// <param name="Blocking">The container waits for its lines.</param>
/// <param name="BufferBytes">What may wait when it does not.</param>
/// <param name="Begins">What begins an event of several lines; null when each line is one.</param>
/// <param name="Ended">Completes when the container writes no more.</param>
/// <param name="Ending">Whether it is being stopped.</param>
/// <param name="GivenUp">Whether what an ended container wrote and is not delivered by now is to be dropped.</param>
internal sealed record OutputJob(
    string TaskId, string RuntimeId, Func<IReadOnlyList<(long Timestamp, string Message)>, CancellationToken, Task> Deliver, bool Blocking, long BufferBytes, Regex? Begins, Task Ended, Func<bool> Ending, Func<bool> GivenUp);

/// <summary>
/// The shell around <see cref="OutputDecider"/>: takes lines from a container's files to wherever they go, keeps a bookmark, and does what keeps the files small.
/// Whatever is read again after a crash was not acknowledged, or only in the moment before it.
/// </summary>
internal sealed partial class OutputCarrier(IContainerOutput output, IContainerRuntime runtime, TimeProvider clock, ILogger<OutputCarrier> log)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>A monitor that has not opened a new file by then was never asked: the process that renamed the file died in between. To ask twice would lose what was written between.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    /// <summary>How often an operator is told of one trouble of one container's lines at most.</summary>
    public static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(1);

    /// <summary>Carries until the container has ended and every line is delivered or dropped.</summary>
    public async Task Carry(OutputJob job, CancellationToken cancel)
    {
        var way = new Way(job, output.PathOf(job.TaskId, job.RuntimeId));
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        (Task Done, int Count)? sending = null;
        try
        {
            while (true)
            {
                // Asked before reading: what was written before the end is then surely read.
                var last = job.Ended.IsCompleted;
                if (sending is { Done.IsCompleted: true } sent)
                {
                    await sent.Done;
                    sending = null;
                    way.Advance();
                }

                if (last && job.GivenUp())
                {
                    GiveUp(way, sending?.Count ?? 0);
                    break;
                }

                if (sending is null && Next(way, last) is { Count: > 0 } events) sending = (job.Deliver(events, life.Token), events.Count);
                await Tidy(way, last, idle: sending is null, cancel);
                if (last && (sending is null || !Directory.Exists(Path.GetDirectoryName(way.Path)))) break;
                var pause = Task.Delay(PollInterval, clock, cancel);
                await Task.WhenAny(pause, last ? pause : job.Ended, sending?.Done ?? pause);
                cancel.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            // Nobody may deliver beside whoever carries next.
            await life.CancelAsync();
            if (sending is { } open) await open.Done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Tell(way, always: true);
    }

    /// <summary>What keeps the files small. A full disk does not end the carrying: what was delivered would be delivered again from the old bookmark, without end.</summary>
    private async Task Tidy(Way way, bool last, bool idle, CancellationToken cancel)
    {
        try
        {
            await Relieve(way, last, cancel);
            if (idle) way.Advance();
            try
            {
                way.Keep();
            }
            finally
            {
                way.Files.Delete(way.Kept, way.Reader.Position);
            }
        }
        catch (IOException failure)
        {
            if (way.FailureToldAt is { } told && clock.GetElapsedTime(told) < TellInterval) return;
            LogUntidy(log, way.Job.RuntimeId, failure.Message);
            way.FailureToldAt = clock.GetTimestamp();
        }
    }

    private void GiveUp(Way way, int underWay)
    {
        var count = underWay + way.Reader.Drop(long.MaxValue);
        if (count == 0) return;
        NodeMeter.LinesDropped.Add(count);
        LogGivenUp(log, count, way.Job.RuntimeId);
    }

    /// <summary>An event whose lines stopped coming is whole.</summary>
    private IReadOnlyList<(long Timestamp, string Message)> Next(Way way, bool last)
    {
        var events = way.Reader.Next(last);
        if (!way.Reader.Holds || events.Count > 0) way.SilentSince = null;
        else if (way.Reader.ReadTo != way.SilentAt) (way.SilentSince, way.SilentAt) = (clock.GetTimestamp(), way.Reader.ReadTo);
        else if (way.SilentSince is { } since && clock.GetElapsedTime(since) >= LineJoiner.Patience)
        {
            way.Reader.EndEvent();
            return way.Reader.Next(last);
        }

        return events;
    }

    private async Task Relieve(Way way, bool ended, CancellationToken cancel)
    {
        var segments = way.Files.List(way.Delivered);
        var rotating = way.Files.IsRotating;
        var plan = OutputDecider.Decide(new()
        {
            Blocking = way.Job.Blocking,
            BufferBytes = way.Job.BufferBytes,
            CurrentBytes = segments.Count == 0 ? 0 : segments[^1].Bytes,
            WaitingBytes = OutputSegments.BytesAfter(segments, way.Reader.Position),
            Rotating = rotating,
            Frozen = way.Frozen,
            Ending = way.Job.Ending(),
            Ended = ended,
        });
        if (plan.DropBytes > 0) Drop(way, plan);
        if (plan.Rotate || (rotating && !ended && clock.GetElapsedTime(way.AskedAt ??= clock.GetTimestamp()) > AskAgain))
        {
            way.AskedAt = clock.GetTimestamp();
            await output.Rotate(way.Job.TaskId, way.Job.RuntimeId, way.Files.ClosedPath(way.Delivered), cancel);
            way.Files.Refresh();
        }

        if (plan.Freeze is not { } freeze) return;
        if (freeze)
        {
            NodeMeter.Freezes.Add(1);
            LogFrozen(log, way.Job.RuntimeId, plan.Verdict);
            await runtime.Freeze(way.Job.RuntimeId, cancel);
        }
        else
        {
            if (way.Frozen == true) LogThawed(log, way.Job.RuntimeId);
            await runtime.Thaw(way.Job.RuntimeId, cancel);
        }

        way.Frozen = freeze;
    }

    private void Drop(Way way, OutputPlan plan)
    {
        var count = way.Reader.Drop(plan.DropBytes);
        NodeMeter.LinesDropped.Add(count);
        way.Dropped += count;
        Tell(way, always: false);
    }

    private void Tell(Way way, bool always)
    {
        if (way.Dropped == 0 || (!always && way.ToldAt is { } told && clock.GetElapsedTime(told) < TellInterval)) return;
        LogDropped(log, way.Dropped, way.Job.RuntimeId, way.Job.BufferBytes);
        (way.Dropped, way.ToldAt) = (0, clock.GetTimestamp());
    }

    /// <summary>How far one container's output is.</summary>
    private sealed class Way
    {
        private readonly string bookmark;

        public Way(OutputJob job, string path)
        {
            (Job, Path, bookmark) = (job, path, path + ".delivered");
            Files = new(path);
            Kept = Delivered = KeptFile.Read<Bookmark>(bookmark) is { } kept ? new(kept.File, kept.Offset) : OutputPosition.Start;
            Reader = new(Files, Delivered, job.Begins is { } begins ? new LineJoiner(begins) : null);
            Frozen = job.Blocking ? null : false;
        }

        public OutputJob Job { get; }

        public string Path { get; }

        public OutputSegments Files { get; }

        public OutputReader Reader { get; }

        public OutputPosition Delivered { get; private set; }

        /// <summary>As on disk, where another process goes on; behind what is delivered only while the disk takes nothing.</summary>
        public OutputPosition Kept { get; private set; }

        public long? FailureToldAt { get; set; }

        public bool? Frozen { get; set; }

        public long Dropped { get; set; }

        public long? ToldAt { get; set; }

        public long? AskedAt { get; set; }

        public long? SilentSince { get; set; }

        public OutputPosition SilentAt { get; set; }

        /// <summary>Everything that was given to somebody is delivered.</summary>
        public void Advance() => Delivered = Reader.Position;

        public void Keep()
        {
            if (Kept == Delivered) return;
            KeptFile.Write(bookmark, new Bookmark(Delivered.File, Delivered.Offset));
            Kept = Delivered;
        }
    }

    private sealed record Bookmark(long File, long Offset);

    [LoggerMessage(3411, LogLevel.Warning, "{Count} lines of {RuntimeId} were dropped: they were not delivered in time and its buffer of {Bytes} bytes is full.")]
    private static partial void LogDropped(ILogger log, long count, string runtimeId, long bytes);

    [LoggerMessage(3412, LogLevel.Warning, "{RuntimeId} is held until its lines are delivered. {Reason}")]
    private static partial void LogFrozen(ILogger log, string runtimeId, string reason);

    [LoggerMessage(3413, LogLevel.Information, "{RuntimeId} goes on: its lines are delivered.")]
    private static partial void LogThawed(ILogger log, string runtimeId);

    [LoggerMessage(3414, LogLevel.Warning, "{Count} lines of {RuntimeId} were dropped: they were not delivered in the minutes after their task's end.")]
    private static partial void LogGivenUp(ILogger log, long count, string runtimeId);

    [LoggerMessage(3415, LogLevel.Warning, "The files of the lines of {RuntimeId} cannot be kept small; its lines go on, and this is tried again: {Reason}")]
    private static partial void LogUntidy(ILogger log, string runtimeId, string reason);
}
