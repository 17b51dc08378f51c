using Berth.Aws.Protocols;
using Berth.Domain.Services;

namespace Berth.Aws.Services.Ecs;

/// <summary>Every error that ECS answers here, in its own words (ECS API, common and per-action errors).</summary>
internal static class EcsErrors
{
    private static readonly string[] JudgedByRules = ["family", "containerDefinitions", "logDriver", "networkMode", "requiresCompatibilities", "protocol", "containerPort"];

    public static AwsException ClusterNotFound() => new("ClusterNotFoundException", "Cluster not found.");

    /// <summary>Source: ECS API, request throttling.</summary>
    public static AwsException Throttled() => new("ThrottlingException", "Rate exceeded");

    public static AwsException Client(string message) => new("ClientException", message);

    /// <summary>Not the caller's fault: trying again helps. Source: ECS API, common errors.</summary>
    public static AwsException Server(string message) => new("ServerException", message, 500);

    public static AwsException InvalidParameter(string message) => new("InvalidParameterException", message);

    public static AwsException InvalidToken() => InvalidParameter("Invalid token.");

    public static AwsException ResourceNotFound() => new("ResourceNotFoundException", "The specified resource was not found.");

    /// <summary>Members that the API has and Berth does not act on yet: refused, never ignored.</summary>
    public static AwsException NotYet(string what) => InvalidParameter($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException ServiceNotFound() => new("ServiceNotFoundException", "Service not found.");

    public static AwsException ServiceNotActive() => new("ServiceNotActiveException", "Service was not ACTIVE.");

    /// <summary>What a service's owner refuses. Where ECS's words are not known, ours.</summary>
    public static AwsException From(ServiceRefusal refusal) => refusal switch
    {
        ServiceRefusal.NoCluster => ClusterNotFound(),
        ServiceRefusal.NoService => ServiceNotFound(),
        ServiceRefusal.NotActive => ServiceNotActive(),
        ServiceRefusal.AlreadyThere => InvalidParameter("Creation of service was not idempotent."),
        ServiceRefusal.StillDraining => InvalidParameter("Unable to Start a service that is still Draining."),
        ServiceRefusal.TooManyServices => InvalidParameter("The cluster has as many services as the quota of services per cluster allows."),
        ServiceRefusal.ScaledAboveZero => InvalidParameter("The service cannot be stopped while it is scaled above 0."),
        ServiceRefusal.HasTaskSets => InvalidParameter("The service cannot be stopped while it has task sets."),
        ServiceRefusal.WrongController => InvalidParameter("Amazon ECS only supports task set management on services configured to use external deployment controllers."),
        ServiceRefusal.NoTaskSet => new("TaskSetNotFoundException", "The specified task set was not found."),
        ServiceRefusal.TaskSetScaledAboveZero => InvalidParameter("The primary task set cannot be deleted while it is scaled above 0."),
        ServiceRefusal.TooManyTaskSets => InvalidParameter("The service has as many task sets as it can have."),
        ServiceRefusal.TokenConflict => InvalidParameter("The client token was used before with other parameters."),
        ServiceRefusal.NoServiceDeployment => new("ServiceDeploymentNotFoundException", "The service deployment was not found."),
        ServiceRefusal.DeploymentOver => new("ConflictException", "The service deployment is not in progress."),
        ServiceRefusal.NothingToRollBackTo => new("ConflictException", "The service has no completed deployment to roll back to."),
        ServiceRefusal.ChangedMeanwhile => Server("The service is being changed by others. Try again."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "A refusal with no AWS error is a bug."),
    };

    /// <summary>A request that breaks the model: ECS names the first fault in plain words.</summary>
    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults)
    {
        // What TaskDefinitionRules judges itself, in better words, is left to it.
        if (operation == "RegisterTaskDefinition")
            return faults.FirstOrDefault(f => !JudgedByRules.Contains(LastMember(f), StringComparer.Ordinal)) is { } other ? Client(Sentence(other)) : null;
        return InvalidParameter(Sentence(faults[0]));
    }

    private static string LastMember(WireFault fault) => fault.Path.Split('.').Last(part => !part.All(char.IsAsciiDigit));

    private static string Sentence(WireFault fault)
    {
        var member = LastMember(fault);
        return fault.Kind switch
        {
            WireFaultKind.Missing => $"{char.ToUpperInvariant(member[0])}{member[1..]} can not be blank.",
            WireFaultKind.NotInEnum when member == "launchType" => "launch type should be one of [EC2,FARGATE,EXTERNAL,FMI,MANAGED_INSTANCES]",
            WireFaultKind.NotInEnum when member == "schedulingStrategy" => "Scheduling strategy should be one of [REPLICA,DAEMON]",
            WireFaultKind.NotInEnum => $"{Words(member)} should be one of [{string.Join(",", fault.Rule.Enum!)}]",
            WireFaultKind.TooSmall => $"{member} must be at least {fault.Rule.Min}.",
            WireFaultKind.TooLarge => $"{member} must be at most {fault.Rule.Max}.",
            WireFaultKind.TooShort => $"{member} must have at least {fault.Rule.Min} characters or items.",
            WireFaultKind.TooLong => $"{member} must have at most {fault.Rule.Max} characters or items.",
            WireFaultKind.PatternMismatch => $"{member} contains invalid characters.",
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "Unknown kind of fault."),
        };
    }

    /// <summary>launchType becomes "launch type".</summary>
    private static string Words(string member) => string.Concat(member.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));
}
