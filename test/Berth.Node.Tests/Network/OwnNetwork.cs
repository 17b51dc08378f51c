using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Network;
using Berth.Testing.Kernel;
using Berth.Testing.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Network;

/// <summary>The network of a node of its own, which may die and start again. Removed whole at the end.</summary>
internal sealed class OwnNetwork : IAsyncDisposable
{
    public const string VpcId = "vpc-own";
    private const string Range = "10.66";
    private readonly BerthInstance berth;
    private TaskNetwork? network;
    private long generation;

    private OwnNetwork(BerthInstance berth, PublicPool pool) => (this.berth, Pool) = (berth, pool);

    public PublicPool Pool { get; }

    public string RouterPin => TaskNetwork.RouterPin(berth, VpcId);

    public string Uplink => VpcRouter.UplinkPrefix(berth) + "0";

    private TaskNetwork Network => network ?? throw new InvalidOperationException("Start it first.");

    public static async Task<OwnNetwork> Start()
    {
        var id = "o" + new RandomIds().Hex(5);
        var berth = new BerthInstance
        {
            Id = id,
            DataDirectory = Directory.CreateTempSubdirectory("berth-own-").FullName,
            RunDirectory = "/run/berth/" + id,
            Scope = AwsScope.Default,
            AvailabilityZones = ["ap-northeast-1a"],
            Port = 1,
        };
        Directory.CreateDirectory(berth.RunDirectory);
        var own = new OwnNetwork(berth, await PoolClaim.Take(berth.DataDirectory));
        await own.Begin();
        await own.Describe();
        return own;
    }

    /// <summary>The process dies and another one begins.</summary>
    /// <param name="meanwhile">What happens while none is there.</param>
    public async Task StartAgain(Action? meanwhile = null)
    {
        Network.Dispose();
        meanwhile?.Invoke();
        await Begin();
    }

    public void LoseDescriptions() => Directory.Delete(Path.Combine(berth.DataDirectory, "node", "vpcs"), recursive: true);

    public Task Describe(Func<VpcSnapshot, VpcSnapshot>? change = null)
    {
        var vpc = SampleVpcs.Open(VpcId, Range, ++generation);
        return Network.Describe(generation, [VpcId], [change?.Invoke(vpc) ?? vpc], CancellationToken.None);
    }

    public Task Sweep(params string[] known) => Network.Sweep(known.ToHashSet(StringComparer.Ordinal), CancellationToken.None);

    public async Task<RouterScene.Member> Join(int last, string? publicAddress = null, params string[] groupIds)
    {
        var taskId = Guid.NewGuid().ToString("N");
        var card = SampleOrders.Interface(Range, last, VpcId) with
        {
            InterfaceId = "eni-" + taskId[..17],
            PublicIpv4Address = publicAddress,
            SecurityGroupIds = groupIds.Length > 0 ? groupIds : [SampleVpcs.OpenGroup],
        };
        return new(taskId, await Network.Attach(taskId, card, CancellationToken.None), card);
    }

    public Task Leave(RouterScene.Member member) => Network.Detach(member.TaskId, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        network?.Dispose();
        await TaskNetwork.Purge(berth);
        await PoolClaim.Release(berth.DataDirectory);
        Directory.Delete(berth.DataDirectory, recursive: true);
        Directory.Delete(berth.RunDirectory, recursive: true);
    }

    private Task Begin()
    {
        network = new(berth, Pool, new VpcStates(berth, NullLogger<VpcStates>.Instance), offline: false, TimeProvider.System, NullLogger<TaskNetwork>.Instance);
        return network.Start(CancellationToken.None);
    }
}
