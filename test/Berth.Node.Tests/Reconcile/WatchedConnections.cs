using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Domain.Diagnosis;
using Berth.Node.Aws;
using Berth.Node.Network;
using Berth.Testing.Time;

namespace Berth.Node.Tests.Reconcile;

/// <summary>Ways of calls that all end at one control plane, and note which way each call took. The tasks' may be cut.</summary>
internal sealed class WatchedConnections(IAwsClient aws, Signal changed) : ITaskConnections
{
    /// <summary>Sample: <c>task CreateLogStream</c>; <c>own PutLogEvents</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public int Opened { get; private set; }

    public int Disposed { get; private set; }

    /// <summary>Names of operations that find no way out of a task's network.</summary>
    public ConcurrentDictionary<string, CallFailure> Cut { get; } = new();

    public ITaskConnection Own => field ??= new Way(this, "own");

    public ITaskConnection Open(NativeTask order)
    {
        Opened++;
        return new Way(this, "task");
    }

    private sealed class Way(WatchedConnections ways, string name) : ITaskConnection, IAwsClient
    {
        public HttpMessageHandler Handler { get; } = new SocketsHttpHandler();

        public IAwsClient Aws => this;

        public Uri? Endpoint => null;

        public bool IsCutOff { get; private set; }

        public Task<JsonObject> Call(string service, string target, JsonObject request, NativeCredentials credentials, CancellationToken cancel)
        {
            var operation = target[(target.LastIndexOf('.') + 1)..];
            ways.Calls.Enqueue($"{name} {operation}");
            if (name == "own" || !ways.Cut.TryGetValue(operation, out var failure))
            {
                IsCutOff = false;
                return ways.Aws.Call(service, target, request, credentials, cancel);
            }

            IsCutOff = true;
            ways.Changed.Raise();
            var host = $"{service}.example";
            throw new HttpRequestException("cut", new DialException("dial tcp 198.18.0.2:443: i/o timeout", service, host, "198.18.0.2", 443, failure));
        }

        public void Dispose()
        {
            if (name == "task") ways.Disposed++;
            Handler.Dispose();
        }
    }

    private IAwsClient Aws => aws;

    private Signal Changed => changed;
}
