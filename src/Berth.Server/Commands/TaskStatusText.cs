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
        if (task.NetworkEvidence is not { } evidence) yield break;
        yield return "";
        yield return words.Why;
        if (NetworkWords.Call(evidence, language) is { } call) yield return "  " + call;
        yield return "  " + NetworkWords.Cause(evidence, language);
        if (NetworkMending.Command(evidence, region) is not { } command) yield break;
        yield return "";
        yield return words.Mend;
        yield return "  " + command;
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
