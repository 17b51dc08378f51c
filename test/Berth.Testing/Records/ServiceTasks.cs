using Berth.Domain.Deployments;
using Berth.Domain.Health;
using Berth.Domain.Placement;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using CsCheck;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Testing.Records;

/// <summary>
/// Tasks of a service in a notation, one token per task: a letter names it, lower case for an older deployment's, upper case for the PRIMARY one's; then <c>+</c> healthy, <c>!</c> unhealthy, <c>~</c> on its way,
/// <c>?</c> running for 10 s with nothing to say how it is; <c>*</c> for protected; <c>1</c> to <c>3</c> for the zone, the first one without; <c>s</c> for FARGATE_SPOT. Sample: <c>a+ b!* C~2 D?s</c>.
/// </summary>
public static class ServiceTasks
{
    public const string Primary = "ecs-svc/2000000000000000000";
    public const string Older = "ecs-svc/1000000000000000000";

    public static readonly DateTimeOffset Now = SampleTasks.Created + TimeSpan.FromHours(1);

    /// <summary>Any tasks, of both deployments, in any standing.</summary>
    public static Gen<IReadOnlyList<ServiceTask>> Any { get; } =
        Gen.Select(Gen.OneOf('+', '!', '~', '?'), Gen.Bool, Gen.Int[0, 5], Gen.Int[1, 3], Gen.Bool).List[0, 12].Select<List<(char Mark, bool Fresh, int Protected, int Zone, bool Spot)>, IReadOnlyList<ServiceTask>>(list =>
            [.. list.Select((t, i) => Parse($"{(char)((t.Fresh ? 'A' : 'a') + i)}{t.Mark}{(t.Protected == 0 ? "*" : "")}{t.Zone}{(t.Spot ? "s" : "")}", i))]);

    public static IReadOnlyList<ServiceTask> Parse(string tasks) => [.. tasks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((token, index) => Parse(token, index))];

    public static IReadOnlyList<JudgedTask> Judge(IEnumerable<ServiceTask> tasks) => [.. tasks.Select(t => ServiceHealth.Judge(t, 0, Now))];

    /// <summary>What a rolling deployment is chosen from.</summary>
    /// <param name="desired">Floor and ceiling follow from it and the percents.</param>
    public static RollingView View(int desired, int min, int max, IReadOnlyList<ServiceTask> tasks, LaunchState fresh = LaunchState.Free, int? kept = null, LaunchState old = LaunchState.Free)
    {
        var settings = new ServiceSettings { MinimumHealthyPercent = min, MaximumPercent = max };
        var (mine, older) = (Judge(tasks.Where(t => t.GroupId == Primary)), Judge(tasks.Where(t => t.GroupId == Older)));
        return new(desired, settings.Floor(desired), settings.Ceiling(desired), 0, mine, fresh, older.Count > 0 || kept is not null ? [new(Older, kept ?? older.Count, older, old)] : []);
    }

    /// <summary>Sample: <c>start 2; stop ab; wait</c>.</summary>
    public static string Show(RollingPlan plan)
    {
        List<string> parts = [];
        if (plan.Starts > 0) parts.Add($"start {plan.Starts}");
        if (plan.Refills.Values.Sum() is var refills and > 0) parts.Add($"refill {refills}");
        if (plan.Stops.Count > 0) parts.Add("stop " + string.Concat(plan.Stops.Select(s => s.Task.Task.TaskId)));
        if (plan.NoRoom) parts.Add("no room");
        if (plan.Protected > 0) parts.Add($"{plan.Protected} protected");
        return parts.Count == 0 ? "wait" : string.Join("; ", parts);
    }

    private static ServiceTask Parse(string token, int index)
    {
        var zone = token.FirstOrDefault(char.IsDigit) is var digit and not '\0' ? digit : '1';
        var running = token[1] != '~';
        return new()
        {
            TaskId = token[..1],
            GroupId = char.IsUpper(token[0]) ? Primary : Older,
            Status = running ? TaskStatus.Running : TaskStatus.Pending,
            Checked = token[1] == '!',
            Health = token[1] == '!' ? HealthStatus.Unhealthy : HealthStatus.Unknown,
            CreatedAt = Now - TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(index),
            StartedAt = !running ? null : token[1] == '?' ? Now - TimeSpan.FromSeconds(10) : Now - TimeSpan.FromMinutes(5),
            AvailabilityZone = "ap-northeast-1" + (char)('a' + (zone - '1')),
            CapacityProvider = token.EndsWith('s') ? "FARGATE_SPOT" : "FARGATE",
            ProtectedUntil = token.Contains('*', StringComparison.Ordinal) ? Now + TimeSpan.FromHours(1) : null,
        };
    }
}
