using Berth.Domain.Access;
using Berth.Domain.Diagnosis;

namespace Berth.Domain.Tasks;

/// <summary>What is kept with a task of calls that its keys made and that did not succeed. Pure. What changes nothing gives the same record back, and then nothing is written.</summary>
public static class TaskNotes
{
    public const int RefusalsMax = 10;
    public const int FaultsMax = 5;

    /// <summary>Of any text that the caller chose; longer ones are cut.</summary>
    public const int TextLengthMax = 1024;

    /// <summary>When the list is full, the oldest makes room this often at most: a container that is refused all day must not write to the disk all day.</summary>
    public static readonly TimeSpan ReplacedAfter = TimeSpan.FromMinutes(1);

    /// <summary>Keeps a refusal, once for each action, resource and verdict.</summary>
    public static TaskRecord Refused(TaskRecord task, AccessEvidence evidence)
    {
        var kept = evidence with { Action = Clean(evidence.Action), Resource = Clean(evidence.Resource), ConditionKey = evidence.ConditionKey is { } key ? Clean(key) : null };
        if (task.Refusals.Any(r => r.Action == kept.Action && r.Resource == kept.Resource && r.Verdict == kept.Verdict)) return task;
        if (task.Refusals.Count < RefusalsMax) return task with { Refusals = [.. task.Refusals, kept] };
        return kept.At - task.Refusals[^1].At < ReplacedAfter ? task : task with { Refusals = [.. task.Refusals.Skip(task.Refusals.Count - RefusalsMax + 1), kept] };
    }

    /// <summary>Keeps what was not there, while the task has not started: what its program asks for later is its own affair.</summary>
    public static TaskRecord Missed(TaskRecord task, StartFault fault)
    {
        var kept = fault with { Name = Clean(fault.Name) };
        var known = task.StartFaults.Any(f => f.Kind == kept.Kind && f.Name == kept.Name);
        return known || task.StartedAt is not null || task.StartFaults.Count >= FaultsMax ? task : task with { StartFaults = [.. task.StartFaults, kept] };
    }

    /// <summary>It ends up on an operator's terminal, where control characters do things.</summary>
    private static string Clean(string text)
    {
        var cut = text.Length <= TextLengthMax ? text : text[..TextLengthMax];
        return cut.Any(char.IsControl) ? string.Create(cut.Length, cut, (to, from) =>
        {
            for (var i = 0; i < from.Length; i++) to[i] = char.IsControl(from[i]) ? '?' : from[i];
        }) : cut;
    }
}
