using System.Globalization;

namespace Berth.Domain.Simulation;

/// <summary>From when on a simulated container's health check answers what.</summary>
/// <param name="After">Since its start.</param>
public readonly record struct HealthTurn(TimeSpan After, bool Healthy);

/// <summary>
/// How a simulated container lives, as its environment tells, so that failures can be rehearsed. A definition that tells nothing starts at once, runs until it is stopped and
/// ends 143 of SIGTERM.
/// </summary>
/// <param name="StartFailure">Why it cannot start; null when it can.</param>
/// <param name="EndsAfter">Of itself, since its start; null for never.</param>
/// <param name="ExitCode">What it ends with of itself.</param>
/// <param name="OutOfMemory">Its own end is the kernel's kill for its memory limit.</param>
/// <param name="StopsAfter">Since the signal that asks it to stop; null when it does not listen.</param>
/// <param name="StopCode">What it ends with when asked; null for 128 + the signal.</param>
/// <param name="Health">By time, the last that has come counts; healthy when empty.</param>
/// <param name="Output">Lines that it writes at its start.</param>
public sealed record SimulatedLife(
    string? StartFailure, TimeSpan? EndsAfter, int ExitCode, bool OutOfMemory, TimeSpan? StopsAfter, int? StopCode, IReadOnlyList<HealthTurn> Health, IReadOnlyList<string> Output)
{
    public const string ExitVariable = "BERTH_SIMULATE_EXIT";
    public const string StopVariable = "BERTH_SIMULATE_STOP";
    public const string HealthVariable = "BERTH_SIMULATE_HEALTH";
    public const string StartErrorVariable = "BERTH_SIMULATE_START_ERROR";
    public const string LogVariable = "BERTH_SIMULATE_LOG";

    /// <summary>The exit code of a process that SIGKILL ended.</summary>
    public const int KilledCode = 137;

    /// <summary>What nobody told anything: one for all, so that thousands cost nothing.</summary>
    public static readonly SimulatedLife Default = new(null, null, 0, false, TimeSpan.Zero, null, [], []);

    /// <summary>Longer lives than a year are never.</summary>
    private const double SecondsMax = 366 * 86_400;

    /// <summary>
    /// Reads the variables of a container. Samples: <c>BERTH_SIMULATE_EXIT=2.5:1</c>, <c>=2:oom</c>; <c>BERTH_SIMULATE_STOP=1:0</c>, <c>=never</c>;
    /// <c>BERTH_SIMULATE_HEALTH=healthy,30:unhealthy</c>; <c>BERTH_SIMULATE_START_ERROR=exec: not found</c>; <c>BERTH_SIMULATE_LOG=a line</c>. What cannot be read is a start failure that says so.
    /// </summary>
    /// <param name="environment">NAME=value.</param>
    public static SimulatedLife Parse(IEnumerable<string> environment)
    {
        var life = Default;
        foreach (var entry in environment)
        {
            if (!IsTold(entry)) continue;
            var (name, value) = (entry[..entry.IndexOf('=', StringComparison.Ordinal)], entry[(entry.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            if (value.Length > 0) life = life.With(name, value) ?? life with { StartFailure = $"{name} is '{value}', which cannot be simulated" };
        }

        return life;
    }

    /// <returns>Whether a NAME=value tells something of a life.</returns>
    public static bool IsTold(string variable) => variable.StartsWith("BERTH_SIMULATE_", StringComparison.Ordinal) && variable.Contains('=', StringComparison.Ordinal);

    /// <returns>Null when the value cannot be read.</returns>
    private SimulatedLife? With(string name, string value) => name switch
    {
        ExitVariable => Timed(value) is not ({ } after, { } what) ? null
            : what == "oom" ? this with { EndsAfter = after, ExitCode = KilledCode, OutOfMemory = true }
            : Code(what) is { } code ? this with { EndsAfter = after, ExitCode = code } : null,
        StopVariable => value == "never" ? this with { StopsAfter = null }
            : Timed(value) is ({ } after, { } what) && Code(what) is { } code ? this with { StopsAfter = after, StopCode = code } : null,
        HealthVariable => Turns(value) is { } turns ? this with { Health = turns } : null,
        StartErrorVariable => this with { StartFailure = value },
        LogVariable => this with { Output = value.Split('\n') },
        _ => null,
    };

    private static List<HealthTurn>? Turns(string value)
    {
        var turns = new List<HealthTurn>();
        foreach (var part in value.Split(','))
        {
            var (after, what) = part.Contains(':', StringComparison.Ordinal) ? Timed(part) : (TimeSpan.Zero, part);
            if (after is not { } time || what is not ("healthy" or "unhealthy")) return null;
            turns.Add(new(time, what == "healthy"));
        }

        return [.. turns.OrderBy(t => t.After)];
    }

    /// <summary>Sample: <c>2.5:1</c>.</summary>
    private static (TimeSpan? After, string? What) Timed(string value) =>
        value.Split(':') is [var seconds, var what] && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= SecondsMax
            ? (TimeSpan.FromSeconds(number), what)
            : (null, null);

    private static int? Code(string value) => byte.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}
