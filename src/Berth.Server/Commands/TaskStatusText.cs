using Berth.Aws.Status;
using Berth.Domain.Diagnosis;

namespace Berth.Server.Commands;

/// <summary>Says how a task is, why, and what mends it, in the reader's language. The ids, the reasons and the commands are the same in each.</summary>
internal static class TaskStatusText
{
    /// <param name="region">For the names of services.</param>
    public static IEnumerable<string> Write(TaskStatusDocument task, Language language, string region)
    {
        var words = language == Language.Japanese ? Words.Japanese : Words.English;
        yield return $"{words.Task} {task.TaskArn}";
        yield return $"{words.Status} {task.LastStatus}{(task.StopCode is { } code ? $", {code}" : "")}";
        if (task.StoppedReason is { } stopped) yield return $"{words.Reason} {stopped}";
        foreach (var (container, reason) in task.Reasons.Where(r => r.Value != task.StoppedReason).OrderBy(r => r.Key, StringComparer.Ordinal)) yield return $"  {container}: {reason}";
        var causes = Causes(task, language, region).ToList();
        if (causes.Count == 0) yield break;
        yield return "";
        yield return words.Why;
        foreach (var line in causes.SelectMany(c => c.Lines)) yield return "  " + line;
        var commands = causes.Select(c => c.Command).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (commands.Count == 0) yield break;
        yield return "";
        yield return words.Mend;
        foreach (var command in commands) yield return "  " + command;
    }

    /// <summary>In the order in which they stop a task: the network first, which every call needs, then what IAM refused, then what was not there.</summary>
    private static IEnumerable<(IReadOnlyList<string> Lines, string? Command)> Causes(TaskStatusDocument task, Language language, string region)
    {
        if (task.NetworkEvidence is { } evidence)
        {
            IReadOnlyList<string> cause = [NetworkWords.Cause(evidence, language)];
            yield return (NetworkWords.Call(evidence, language) is { } call ? [call, .. cause] : cause, NetworkMending.Command(evidence, region));
        }

        foreach (var refusal in task.Refusals)
        {
            var role = AccessWords.RoleOf(refusal, task.ExecutionRoleArn, task.TaskRoleArn);
            yield return ([AccessWords.Call(refusal, role, language), AccessWords.Cause(refusal, language)], AccessMending.Command(refusal, role));
        }

        foreach (var fault in task.StartFaults) yield return ([StartFaultWords.Cause(fault, language)], StartFaultWords.Mending(fault));
    }

    /// <summary>Of <c>--lang</c>, else of LANG: Japanese when it says so, English otherwise.</summary>
    public static Language LanguageOf(string? asked, string? variable) =>
        (asked ?? variable ?? "").StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? Language.Japanese : Language.English;

    private sealed record Words(string Task, string Status, string Reason, string Why, string Mend)
    {
        public static readonly Words English = new("Task", "Status", "Reason", "Why", "Mend it");
        public static readonly Words Japanese = new("タスク", "状態", "理由", "原因", "対処");
    }
}
