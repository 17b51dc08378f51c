using Berth.Domain.Kernel;
using Berth.Node.Agent;
using Berth.Node.Images;
using Berth.Node.Logs;
using Berth.Node.Network;
using Berth.Node.Runtime;

namespace Berth.Node.Reconcile;

/// <summary>What a task's runner works with.</summary>
internal sealed record NodeParts(
    BerthInstance Berth, INetwork Network, IImageStore Images, IContainerRuntime Runtime, RegistryLogin Login, AwslogsDriver Logs, IStateReporter Reporter, NodeOptions Options, TimeProvider Clock);
