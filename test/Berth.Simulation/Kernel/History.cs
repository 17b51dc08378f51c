using System.Globalization;

namespace Berth.Simulation.Kernel;

/// <summary>What happened last, for whoever reads a failure. Texts are made only when somebody reads them.</summary>
internal sealed class History(Timeline time)
{
    private const int Max = 400;
    private readonly Queue<(DateTimeOffset At, Func<string> Text)> lines = new();

    public void Tell(Func<string> text)
    {
        if (lines.Count == Max) lines.Dequeue();
        lines.Enqueue((time.Now, text));
    }

    public string Show(int count) => string.Join('\n', lines.Skip(Math.Max(0, lines.Count - count)).Select(l => $"{l.At.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {l.Text()}"));
}

/// <summary>Something that must never be was. The message is the whole report.</summary>
internal sealed class BrokenException(string what) : Exception(what);
