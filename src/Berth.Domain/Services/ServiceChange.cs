using Berth.Domain.Placement;
using Berth.Domain.TaskDefinitions;

namespace Berth.Domain.Services;

/// <summary>What CreateService asks for, everything looked up and judged already.</summary>
/// <param name="Revision">Null for the EXTERNAL controller, whose task sets bring theirs.</param>
/// <param name="ClientToken">Null when none was given.</param>
public sealed record ServiceDraft(
    string Name, string Arn, string ClusterName, string ClusterArn, DeploymentController Controller, int DesiredCount, ServiceSettings Settings, RevisionDraft? Revision,
    IReadOnlyDictionary<string, string> Tags, string? CreatedBy, string? ClientToken, string RequestHash);

/// <summary>What a new revision shall run.</summary>
public sealed record RevisionDraft(
    TaskDefinitionRecord Definition, string PlatformVersion, IReadOnlyList<SubnetPlace> Subnets, IReadOnlyList<string> SecurityGroupIds, IReadOnlyList<string> AskedSecurityGroupIds, bool AssignPublicIp);

/// <summary>What UpdateService asks for; null for what it leaves as it is.</summary>
/// <param name="ForceNewDeployment">A deployment begins though nothing that it runs has changed.</param>
/// <param name="Settings">All of them, the changes made.</param>
/// <param name="SettingsVersion">Of the view that <paramref name="Settings"/> were made from.</param>
public sealed record ServiceChange(int? DesiredCount, ServiceSettings? Settings, RevisionDraft? Revision, bool ForceNewDeployment, long SettingsVersion);

/// <summary>What CreateTaskSet asks for, everything looked up and judged already.</summary>
public sealed record TaskSetDraft(
    RevisionDraft Revision, string? LaunchType, IReadOnlyList<CapacityProviderShare> CapacityProviderStrategy, double ScalePercent, string? ExternalId, string? ClientToken, string RequestHash,
    IReadOnlyDictionary<string, string> Tags);
