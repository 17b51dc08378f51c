using Berth.Domain.TaskDefinitions;
using Berth.Simulation.Kernel;

namespace Berth.Simulation.World;

/// <summary>How the image of a task definition behaves.</summary>
/// <param name="Share">Of its tasks, how many are as bad as this; the others are good.</param>
/// <param name="StartFailure">Why it cannot start; null when it can.</param>
/// <param name="CrashesAfter">Since its start; null for never.</param>
/// <param name="Checked">It has a health check.</param>
/// <param name="HealthyAfter">When the check passes first.</param>
/// <param name="UnhealthyAfter">From when on the check fails; null for never.</param>
/// <param name="Pull">How long a start takes.</param>
internal sealed record Nature(double Share, string? StartFailure, TimeSpan? CrashesAfter, bool Checked, TimeSpan HealthyAfter, TimeSpan? UnhealthyAfter, TimeSpan Pull)
{
    public bool Good => this is { StartFailure: null, CrashesAfter: null, UnhealthyAfter: null };

    public static Nature Roll(Dice dice, double bad)
    {
        var health = dice.Chance(0.5);
        var good = new Nature(1, null, null, health, dice.Seconds(1, 30), null, dice.Chance(0.1) ? dice.Seconds(60, 240) : dice.Seconds(1, 20));
        if (!dice.Chance(bad)) return good;
        good = good with { Share = dice.Chance(0.6) ? 1 : dice.Between(2, 9) / 10.0 };
        return dice.Between(0, 3) switch
        {
            0 => good with { StartFailure = "CannotPullContainerError: pull image manifest has been retried 1 time(s): not found" },
            1 => good with { CrashesAfter = dice.Seconds(5, 30) },
            2 => good with { CrashesAfter = dice.Seconds(30, 300) },
            _ => good with { Checked = true, UnhealthyAfter = dice.Chance(0.5) ? TimeSpan.FromSeconds(0) : dice.Seconds(30, 600) },
        };
    }

    public override string ToString() =>
        $"{(StartFailure is not null ? "cannot start" : CrashesAfter is { } c ? $"crashes after {c.TotalSeconds:0} s" : UnhealthyAfter is { } u ? $"unhealthy after {u.TotalSeconds:0} s" : "good")}{(Share < 1 ? $" ({Share:P0})" : "")}{(Checked ? ", checked" : "")}";
}

/// <summary>Task definitions, each with the nature of its image.</summary>
internal sealed class Images(Dice dice)
{
    private readonly List<Nature> natures = [];
    private readonly List<TaskDefinitionRecord> definitions = [];

    /// <summary>Whoever builds images has mended them all: what starts or is checked from now on is good.</summary>
    public bool Mended { get; set; }

    public TaskDefinitionRecord Register(double bad)
    {
        natures.Add(Nature.Roll(dice, bad));
        var revision = natures.Count;
        var definition = new TaskDefinitionRecord
        {
            Family = "web",
            Revision = revision,
            Arn = $"arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web:{revision}",
            Containers = [new ContainerDefinition { Name = "app", Image = $"web:{revision}", HealthCheck = natures[^1].Checked ? new(["CMD", "true"], 5, 2, 1, null) : null }],
            CpuUnits = dice.Pick([256, 512, 1024]),
            MemoryMib = 1024,
            RegisteredBy = "arn:aws:iam::123456789012:root",
        };
        definitions.Add(definition);
        return definition;
    }

    public TaskDefinitionRecord Any() => definitions.Count == 0 ? Register(0) : dice.Pick(definitions);

    public Nature Of(TaskDefinitionRecord definition) => natures[definition.Revision - 1];

    /// <summary>Of one task.</summary>
    public bool IsBad(TaskDefinitionRecord definition) => !Mended && dice.Chance(Of(definition).Share);
}
