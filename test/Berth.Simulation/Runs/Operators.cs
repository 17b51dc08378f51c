using Berth.Domain.Deployments;
using Berth.Domain.Placement;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Simulation.Kernel;
using Berth.Simulation.World;

namespace Berth.Simulation.Runs;

/// <summary>People, who at random times want something else.</summary>
internal sealed class Operators(ControlPlane plane, Images images, Dice dice, Scenario scenario, History history)
{
    private static readonly Dictionary<string, string> NoTags = [];
    private static readonly string[] Zones = ["a", "b", "c"];

    private IReadOnlyList<string> Names => [.. Enumerable.Range(1, scenario.Services).Select(n => "s" + n)];

    /// <summary>One of the things that they do.</summary>
    public void Act()
    {
        var name = dice.Pick(Names);
        if (plane.Read(name)?.Record is not { Status: ServiceStatus.Active } service)
        {
            Create(name);
            return;
        }

        Action<ServiceRecord> act = (dice.Between(0, 99), service.DeploymentController) switch
        {
            ( < 8, _) => Protect,
            ( < 14, _) => Unprotect,
            ( < 22, _) => Interrupt,
            ( < 32, _) => StopTask,
            ( < 46, _) => Scale,
            ( < 50, _) => Delete,
            ( < 56, _) => Squat,
            ( < 60, _) => Leave,
            ( < 66, _) => Alarm,
            (_, DeploymentController.External) => TaskSets,
            ( < 70, _) => StopDeployment,
            ( < 78, _) => Force,
            ( < 86, _) => Settle,
            _ => Update,
        };
        act(service);
    }

    /// <summary>What could stand in the way for good is taken away: protection, tasks of nobody's, alarms.</summary>
    public void Rest()
    {
        foreach (var service in plane.Services.ToList())
            if (dice.Chance(0.5)) Unprotect(service);
        foreach (var task in plane.Cluster.Of("").ToList()) plane.Cluster.Change("", task.TaskId, (t, now) => t.LastStatus == Domain.Tasks.TaskStatus.Stopped ? t : TaskLifecycle.Stop(t, StopCode.UserInitiated, "enough", now));
        plane.AlarmsInAlarm.Clear();
    }

    private void Create(string name)
    {
        var external = dice.Chance(0.15);
        var draft = new ServiceDraft(name, $"arn:aws:ecs:ap-northeast-1:123456789012:service/c/{name}", "c", "arn:aws:ecs:ap-northeast-1:123456789012:cluster/c", external ? DeploymentController.External : DeploymentController.Ecs,
            dice.Between(0, 8), Settings(null), external ? null : Revision(images.Register(scenario.Bad)), NoTags, null, null, "");
        var ids = Ids();
        var decision = plane.Change(name, there => there is null or { Status: ServiceStatus.Inactive }
            ? new ServiceDecision.Made(ServiceChanges.Create(draft, there, [.. plane.AlarmsInAlarm], ids, plane.Time.Now)) : new ServiceDecision.Refused(ServiceRefusal.StillDraining));
        Tell(name, decision, $"create, desired {draft.DesiredCount}, {draft.Settings.MinimumHealthyPercent}/{draft.Settings.MaximumPercent}, breaker {draft.Settings.CircuitBreaker}, {(draft.Revision is { } r ? images.Of(r.Definition) : "EXTERNAL")}");
    }

    private void Update(ServiceRecord service)
    {
        var definition = dice.Chance(0.7) ? images.Register(scenario.Bad) : images.Any();
        Change(service, new(dice.Chance(0.2) ? dice.Between(0, 8) : null, null, Revision(definition), false, service.Generation), $"update to {definition.Revision}: {images.Of(definition)}");
    }

    private void Force(ServiceRecord service) => Change(service, new(null, null, null, true, service.Generation), "force a new deployment");

    private void Scale(ServiceRecord service)
    {
        var desired = dice.Between(0, 9);
        Change(service, new(desired, null, null, false, service.Generation), $"scale to {desired}");
    }

    private void Settle(ServiceRecord service)
    {
        var settings = Settings(service.Settings);
        Change(service, new(null, settings, null, dice.Chance(0.3), service.Generation), $"settings {settings.MinimumHealthyPercent}/{settings.MaximumPercent}, breaker {settings.CircuitBreaker}");
    }

    private void Change(ServiceRecord service, ServiceChange change, string what)
    {
        var ids = Ids();
        Tell(service.Name, plane.Change(service.Name, there => there is null ? new ServiceDecision.Refused(ServiceRefusal.NoService)
            : ServiceChanges.Change(there, change with { SettingsVersion = there.Generation }, plane.Cluster.Counts(there.Name), [.. plane.AlarmsInAlarm], ids, plane.Time.Now)), what);
    }

    private void Delete(ServiceRecord service) => Tell(service.Name, plane.Change(service.Name, there => there is null ? new ServiceDecision.Refused(ServiceRefusal.NoService)
        : ServiceChanges.Delete(there, force: true, plane.Cluster.Of(there.Name).Count(t => t.LastStatus != Domain.Tasks.TaskStatus.Stopped), plane.Time.Now)), "delete");

    private void StopDeployment(ServiceRecord service)
    {
        if (service.ServiceDeployment is not { } history) return;
        var rollback = dice.Chance(0.7);
        Tell(service.Name, plane.Change(service.Name, there => there is null ? new ServiceDecision.Refused(ServiceRefusal.NoService)
            : ServiceChanges.StopDeployment(there, history.Id, rollback, plane.Cluster.Counts(there.Name), plane.Time.Now)), $"stop the deployment{(rollback ? " and roll back" : "")}");
    }

    private void TaskSets(ServiceRecord service)
    {
        var (ids, now, scale) = (Ids(), plane.Time.Now, dice.Pick([0.0, 25, 50, 100]));
        var draft = new TaskSetDraft(Revision(images.Register(scenario.Bad)), "FARGATE", [], scale, null, null, "", NoTags);
        var set = service.TaskSets.Count > 0 ? dice.Pick(service.TaskSets).Id : "";
        var (what, roll) = (dice.Between(0, 9), dice.Chance(0.5));
        Tell(service.Name, plane.Change(service.Name, there => there is null ? new ServiceDecision.Refused(ServiceRefusal.NoService) : what switch
        {
            < 4 => TaskSetChanges.Create(there, draft, ids, now),
            < 7 => TaskSetChanges.Scale(there, set, scale, now),
            < 8 => TaskSetChanges.MakePrimary(there, set, now),
            _ => TaskSetChanges.Delete(there, set, roll, now),
        }), $"task set ({what}) {scale} %: {images.Of(draft.Revision.Definition)}");
    }

    private void Protect(ServiceRecord service)
    {
        var until = plane.Time.Now + dice.Seconds(60, 7200);
        foreach (var task in plane.Cluster.Of(service.Name).Where(t => !t.StopDesired).ToList())
            if (dice.Chance(0.4)) plane.Cluster.Change(service.Name, task.TaskId, (t, _) => t with { ProtectedUntil = until });
    }

    private void Unprotect(ServiceRecord service)
    {
        foreach (var task in plane.Cluster.Of(service.Name).Where(t => t.ProtectedUntil is not null).ToList()) plane.Cluster.Change(service.Name, task.TaskId, (t, _) => t with { ProtectedUntil = null });
    }

    private void Interrupt(ServiceRecord service)
    {
        foreach (var task in plane.Cluster.Of(service.Name).Where(t => t is { CapacityProviderName: "FARGATE_SPOT", StopDesired: false }).ToList())
            if (dice.Chance(0.5)) plane.Cluster.Change(service.Name, task.TaskId, (t, now) => TaskLifecycle.Interrupt(t, TimeSpan.FromMinutes(2), now));
    }

    private void StopTask(ServiceRecord service)
    {
        var live = plane.Cluster.Of(service.Name).Where(t => !t.StopDesired).ToList();
        if (live.Count > 0) plane.Cluster.Change(service.Name, dice.Pick(live).TaskId, (t, now) => TaskLifecycle.Stop(t, StopCode.UserInitiated, "Task stopped by user", now));
    }

    private void Squat(ServiceRecord service) => plane.Cluster.RunTask(images.Any(), new(SubnetOf("a"), "a", null));

    private void Leave(ServiceRecord service)
    {
        foreach (var task in plane.Cluster.Of("").ToList()) plane.Cluster.Change("", task.TaskId, (t, now) => t.LastStatus == Domain.Tasks.TaskStatus.Stopped ? t : TaskLifecycle.Stop(t, StopCode.UserInitiated, "enough", now));
    }

    private void Alarm(ServiceRecord service)
    {
        if (!plane.AlarmsInAlarm.Remove("alarm")) plane.AlarmsInAlarm.Add("alarm");
        history.Tell(() => $"the alarm is {(plane.AlarmsInAlarm.Count > 0 ? "on" : "off")}");
        plane.Wake(service.Name);
    }

    private ServiceSettings Settings(ServiceSettings? earlier)
    {
        var (min, max) = dice.Pick([(100, 200), (50, 200), (50, 100), (0, 100), (100, 150), (75, 125), (100, 100), (0, 200)]);
        return (earlier ?? new() { MinimumHealthyPercent = min, MaximumPercent = max }) with
        {
            MinimumHealthyPercent = min,
            MaximumPercent = max,
            CircuitBreaker = new() { Enable = dice.Chance(0.5), Rollback = dice.Chance(0.7), ResetOnHealthyTask = dice.Chance(0.7), ThresholdType = dice.Chance(0.7) ? "BOUNDED_PERCENT" : "COUNT", ThresholdValue = dice.Pick([5, 50, 100]) },
            Alarms = dice.Chance(0.15) ? new(["alarm"], true, dice.Chance(0.7)) : null,
            HealthCheckGracePeriodSeconds = dice.Pick([0, 0, 30, 300]),
            AvailabilityZoneRebalancing = dice.Chance(0.6),
            CapacityProviderStrategy = dice.Pick<IReadOnlyList<CapacityProviderShare>>([[], [new("FARGATE", dice.Between(0, 3), 1), new("FARGATE_SPOT", 0, dice.Between(0, 3))], [new("FARGATE_SPOT", 0, 1)]]),
        };
    }

    private RevisionDraft Revision(Domain.TaskDefinitions.TaskDefinitionRecord definition) =>
        new(definition, "1.4.0", [.. Zones.Take(dice.Between(1, 3)).Select(z => new SubnetPlace(SubnetOf(z), z))], [], [], false);

    private static string SubnetOf(string zone) => "subnet-" + zone;

    private NewIds Ids() => new("ecs-svc/" + dice.Number(), dice.Number(), dice.Hex(21));

    private void Tell(string name, ServiceDecision? decision, string what) =>
        history.Tell(() => $"{name}: {what}{(decision is ServiceDecision.Made ? "" : decision is ServiceDecision.Refused no ? $" is refused: {no.Reason}" : " is not heard")}");
}
