using Berth.Domain.Deployments;

namespace Berth.Domain.Services;

/// <summary>What becomes of something that a caller wants of a service.</summary>
public abstract record ServiceDecision
{
    /// <param name="Service">As it shall be committed; the same instance when nothing changes.</param>
    /// <param name="TaskSet">That it was about; null when it was about none.</param>
    public sealed record Made(ServiceRecord Service, TaskSet? TaskSet = null) : ServiceDecision
    {
        /// <summary>The service deployment that a newer one took the place of, as it ended; null when there is none.</summary>
        public ServiceDeploymentRecord? Superseded { get; init; }

        /// <summary>Texts to be said, oldest first.</summary>
        public IReadOnlyList<string> Events { get; init; } = [];
    }

    public sealed record Refused(ServiceRefusal Reason) : ServiceDecision;
}

/// <summary>Names for what a change may bring about. Those that it does not need are lost.</summary>
/// <param name="DeploymentId"><c>ecs-svc/</c> and 19 digits; also of a task set.</param>
/// <param name="RevisionNumber">19 digits.</param>
/// <param name="ServiceDeploymentId">21 URL-safe characters.</param>
public sealed record NewIds(string DeploymentId, string RevisionNumber, string ServiceDeploymentId);
