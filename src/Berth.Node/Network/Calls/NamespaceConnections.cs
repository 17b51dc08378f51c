using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Domain.Nodes;
using Berth.Node.Aws;

namespace Berth.Node.Network;

/// <summary>Connections that are made inside each task's own network namespace.</summary>
/// <param name="own">See <see cref="ITaskConnections.Own"/>.</param>
internal sealed class NamespaceConnections(OwnConnection own, VpcStates vpcs, BerthInstance berth, PublicPool pool, NodeOptions options, TimeProvider clock) : ITaskConnections
{
    public ITaskConnection Own => own;

    public ITaskConnection Open(NativeTask order) => new NamespaceConnection(
        new(TaskNetwork.TaskPin(berth, order.TaskArn[(order.TaskArn.LastIndexOf('/') + 1)..]), order.Interface, order.AvailabilityZone, berth.Scope.Region, pool, vpcs, options.Offline, clock), berth.Scope.Region, clock);
}

/// <summary>One task's.</summary>
internal sealed class NamespaceConnection : ITaskConnection
{
    /// <summary>A container that writes has its lines sent many times a minute; one that is silent need not keep a connection.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource life = new();
    private readonly CancellationToken lifeEnds;
    private readonly NamespaceDialer dialer;
    private readonly HttpClient http;

    public NamespaceConnection(NamespaceDialer dialer, string region, TimeProvider clock)
    {
        (this.dialer, lifeEnds) = (dialer, life.Token);
        Handler = new RealNameHandler(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ActivityHeadersPropagator = null,
                PooledConnectionIdleTimeout = IdleTimeout,

                // The dialer has its own time, and says what it waited for.
                ConnectTimeout = Timeout.InfiniteTimeSpan,
                ConnectCallback = Connect,
            },
            region, lifeEnds);
        http = new(Handler, disposeHandler: false) { Timeout = CallPatience.Try };
        Aws = new AwsClient(http, service => EndpointOf(service, region), region, clock);
    }

    public HttpMessageHandler Handler { get; }

    public IAwsClient Aws { get; }

    public Uri? Endpoint => null;

    public bool IsCutOff => dialer.IsCutOff;

    public void Dispose()
    {
        // Sockets under way would keep the namespace.
        life.Cancel();
        http.Dispose();
        Handler.Dispose();
        life.Dispose();
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifeEnds);
        return await dialer.Connect(context, either.Token);
    }

    /// <param name="service">As requests are signed: ecr, logs.</param>
    private static Uri EndpointOf(string service, string region) =>
        new($"https://{PublicServices.HostName(PublicServices.Find(service == "ecr" ? PublicServices.EcrApi : service), region)}/");
}
