using System.Diagnostics.Metrics;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Signing;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Diagnosis;
using Berth.Storage;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Authorization;

/// <summary>Keeps with a task what its keys were refused, and what its start did not find, before the caller gets its error. Everybody's refusals are counted.</summary>
internal sealed partial class TaskNotebook(IGrainFactory grains, TimeProvider clock, ILogger<TaskNotebook> log)
{
    public const string MeterName = "Berth.Access";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("berth.access.refusals", description: "Calls that IAM refused, by what decided.");

    /// <summary>Never throws for what the store cannot do: the call is refused anyway.</summary>
    public async Task Refused(Principal principal, AccessEvidence evidence)
    {
        Refusals.Add(1, new KeyValuePair<string, object?>("verdict", evidence.Verdict.ToString()));
        LogRefused(log, evidence.Action, evidence.Resource, evidence.PrincipalArn, evidence.Verdict, evidence.PolicyName);
        if (ClusterOf(principal) is { } cluster) await Keep(principal.TaskArn!, () => cluster.NoteRefusal(principal.TaskArn!, new(evidence)));
    }

    /// <param name="call">As IAM names it.</param>
    /// <param name="name">Of what is missing; see <see cref="StartFault.Name"/>.</param>
    public async Task Missed(Principal principal, StartFaultKind kind, string call, string name)
    {
        if (ClusterOf(principal) is { } cluster) await Keep(principal.TaskArn!, () => cluster.NoteFault(principal.TaskArn!, new(new StartFault(kind, call, name, clock.GetUtcNow()))));
    }

    private IClusterGrain? ClusterOf(Principal principal) => principal.TaskArn is { } arn && EcsNames.ClusterOfTask(arn) is { } cluster ? grains.GetGrain<IClusterGrain>(cluster) : null;

    private async Task Keep(string taskArn, Func<Task> note)
    {
        try
        {
            await note();
        }
        catch (Exception failure) when (failure is StoreFullException or StoreUnavailableException or StoreConflictException or TimeoutException or OrleansException or InvalidOperationException)
        {
            LogNotKept(log, taskArn, failure.Message);
        }
    }

    [LoggerMessage(1451, LogLevel.Debug, "{Action} on {Resource} was refused to {Principal}: {Verdict} ({Policy}).")]
    private static partial void LogRefused(ILogger log, string action, string resource, string principal, AccessVerdict verdict, string? policy);

    [LoggerMessage(1452, LogLevel.Warning, "What task {TaskArn} was refused could not be kept with it: {Failure}")]
    private static partial void LogNotKept(ILogger log, string taskArn, string failure);
}
