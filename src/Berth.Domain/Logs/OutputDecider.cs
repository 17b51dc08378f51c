namespace Berth.Domain.Logs;

/// <summary>A container's output as its carrier sees it. Sizes are bytes of the files on disk, in which every line has its time and stream before it.</summary>
public sealed record OutputSnapshot
{
    /// <summary>Mode blocking: the container waits for its lines. Otherwise the oldest lines give way.</summary>
    public required bool Blocking { get; init; }

    /// <summary>How much may wait before the oldest lines are dropped; of no meaning when blocking.</summary>
    public required long BufferBytes { get; init; }

    /// <summary>Of the file that is being written.</summary>
    public required long CurrentBytes { get; init; }

    /// <summary>Neither delivered nor dropped.</summary>
    public required long WaitingBytes { get; init; }

    /// <summary>A new file was asked for and is not there yet.</summary>
    public bool Rotating { get; init; }

    /// <summary>Whether the container is frozen; null right after a start, when nobody knows.</summary>
    public bool? Frozen { get; init; }

    /// <summary>The container is being stopped, or has ended: it must not be held up.</summary>
    public bool Ending { get; init; }

    /// <summary>It writes no more.</summary>
    public bool Ended { get; init; }
}

/// <param name="Rotate">Begin a new file.</param>
/// <param name="DropBytes">Drop whole lines, oldest first, until so many bytes are gone.</param>
/// <param name="Freeze">True to freeze, false to thaw, null to leave it as it is.</param>
/// <param name="Verdict">Why, in words an operator sees.</param>
public sealed record OutputPlan(bool Rotate, long DropBytes, bool? Freeze, string Verdict);

/// <summary>Chooses what is done so that a container's output has a bound on disk: new files, dropped lines, or a container that waits. Pure.</summary>
public static class OutputDecider
{
    /// <summary>A file of this size is closed and the next begun; closed files are deleted once their lines are delivered.</summary>
    public const long FileBytesMax = 4 << 20;

    /// <summary>A blocking container is frozen when more than this waits...</summary>
    public const long FreezeAboveBytes = 64 << 20;

    /// <summary>...and goes on when no more than this is left, so that it does not stop and go at every batch.</summary>
    public const long ThawBelowBytes = 32 << 20;

    public static OutputPlan Decide(OutputSnapshot output)
    {
        var rotate = !output.Ended && !output.Rotating && output.CurrentBytes >= FileBytesMax;
        if (!output.Blocking)
        {
            var drop = Math.Max(0, output.WaitingBytes - output.BufferBytes);
            return new(rotate, drop, Thaw(output), drop > 0 ? $"{output.WaitingBytes} bytes wait and {output.BufferBytes} may: the oldest are dropped." : "The lines fit their buffer.");
        }

        if (output.Ending || output.Ended) return new(rotate, 0, Thaw(output), "It is about to end and is not held up.");
        if (output.WaitingBytes > FreezeAboveBytes) return new(rotate, 0, output.Frozen == true ? null : true, $"{output.WaitingBytes} bytes wait: the container waits too.");
        if (output.WaitingBytes <= ThawBelowBytes) return new(rotate, 0, Thaw(output), "The lines flow.");

        // Between the marks a frozen container stays so; of one from before a restart nobody knows, and too early is harmless.
        return new(rotate, 0, output.Frozen is null ? false : null, output.Frozen == true ? $"{output.WaitingBytes} bytes wait still." : "The lines flow.");
    }

    private static bool? Thaw(OutputSnapshot output) => output.Frozen == false || output.Ended ? null : false;
}
