using Berth.Domain.Kernel;
using Berth.Node.Agent;
using Berth.Node.Images;
using Berth.Node.Logs;
using Berth.Node.Metadata;
using Berth.Node.Network;
using Berth.Node.Runtime;

namespace Berth.Node.Reconcile;

/// <summary>What a task's runner works with.</summary>
internal sealed record NodeParts(
    BerthInstance Berth, INetwork Network, VpcStates Vpcs, ITaskConnections Connections, ITaskEndpoint Endpoint, IImageStore Images, IContainerRuntime Runtime, RegistryLogin Login, AwslogsDriver Logs,
    IStateReporter Reporter, HealthNews Health, ITaskFiles Files, MachineBoot Boot, TimeProvider Clock);
