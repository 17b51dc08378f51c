using System.Net.Sockets;
using Berth.Node.Images.Containerd;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using CallHeaders = Grpc.Core.Metadata;

namespace Berth.Node.Images;

/// <summary>containerd by gRPC over its socket: content, snapshots, images, leases, in the namespace "berth".</summary>
internal sealed class ContainerdClient : IDisposable
{
    public const string Snapshotter = "overlayfs";
    private const string Namespace = "berth";
    private const int PieceBytes = 1 << 20;

    private const int Attempts = 12;

    /// <summary>The question whether it lives must be answered at once.</summary>
    private static readonly MethodConfig AskOnce = new() { Names = { new MethodName { Service = "containerd.services.version.v1.Version" } } };

    /// <summary>A containerd that died is started again within seconds; nobody's task should fail for that.</summary>
    private static readonly MethodConfig WaitForRestart = new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new RetryPolicy
        {
            MaxAttempts = Attempts,
            InitialBackoff = TimeSpan.FromMilliseconds(500),
            MaxBackoff = TimeSpan.FromSeconds(2),
            BackoffMultiplier = 2,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };

    private readonly GrpcChannel channel;
    private readonly Content.ContentClient content;

    public ContainerdClient(string socketPath)
    {
        channel = GrpcChannel.ForAddress("http://containerd", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                UseProxy = false,
                ConnectCallback = async (_, cancel) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
            MaxReceiveMessageSize = 16 << 20,
            MaxRetryAttempts = Attempts,
            ServiceConfig = new ServiceConfig { MethodConfigs = { AskOnce, WaitForRestart } },
        });
        content = new(channel);
        Images = new(channel);
        Snapshots = new(channel);
        Leases = new(channel);
        Differ = new(channel);
    }

    public Containerd.Images.ImagesClient Images { get; }

    public Snapshots.SnapshotsClient Snapshots { get; }

    public Leases.LeasesClient Leases { get; }

    public Diff.DiffClient Differ { get; }

    /// <param name="lease">Keeps what the call makes from being collected.</param>
    public static CallHeaders Head(string? lease = null)
    {
        var head = new CallHeaders { { "containerd-namespace", Namespace } };
        if (lease is not null) head.Add("containerd-lease", lease);
        return head;
    }

    public async Task Version(CancellationToken cancel) => await new Containerd.Version.VersionClient(channel).VersionAsync(new Google.Protobuf.WellKnownTypes.Empty(), Head(), cancellationToken: cancel);

    public async Task<bool> HasContent(string digest, CancellationToken cancel)
    {
        try
        {
            await content.InfoAsync(new ContentInfoRequest { Digest = digest }, Head(), cancellationToken: cancel);
            return true;
        }
        catch (RpcException missing) when (missing.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    public async Task<byte[]> ReadContent(string digest, CancellationToken cancel)
    {
        using var call = content.Read(new ReadContentRequest { Digest = digest }, Head(), cancellationToken: cancel);
        using var whole = new MemoryStream();
        await foreach (var piece in call.ResponseStream.ReadAllAsync(cancel)) piece.Data.WriteTo(whole);
        return whole.ToArray();
    }

    /// <summary>Stores content under its digest, going on where an earlier write stopped. Content that is there already is left as it is.</summary>
    /// <param name="open">Opens the bytes from an offset.</param>
    public async Task WriteContent(string digest, long size, IReadOnlyDictionary<string, string> labels, string lease, Func<long, Task<Stream>> open, CancellationToken cancel)
    {
        var name = "berth-" + digest;
        using var call = content.Write(Head(lease), cancellationToken: cancel);
        try
        {
            await call.RequestStream.WriteAsync(new WriteContentRequest { Action = WriteAction.Stat, Ref = name, Total = size, Expected = digest }, cancel);
            if (!await call.ResponseStream.MoveNext(cancel)) throw new IOException("containerd ended a write.");
            var offset = call.ResponseStream.Current.Offset;
            await using (var bytes = await open(offset))
            {
                var buffer = new byte[PieceBytes];
                int count;
                while ((count = await bytes.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel)) > 0)
                {
                    await call.RequestStream.WriteAsync(new WriteContentRequest { Action = WriteAction.Write, Ref = name, Total = size, Expected = digest, Offset = offset, Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, count)) }, cancel);
                    if (!await call.ResponseStream.MoveNext(cancel)) throw new IOException("containerd ended a write.");
                    offset += count;
                }
            }

            var commit = new WriteContentRequest { Action = WriteAction.Commit, Ref = name, Total = size, Expected = digest, Offset = offset };
            foreach (var (key, value) in labels) commit.Labels[key] = value;
            await call.RequestStream.WriteAsync(commit, cancel);
            await call.ResponseStream.MoveNext(cancel);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException there) when (there.StatusCode == StatusCode.AlreadyExists)
        {
            // Another pull brought it.
        }
        catch (RpcException full) when (IsNoSpace(full))
        {
            // Half a blob would keep the disk full.
            await content.AbortAsync(new AbortContentRequest { Ref = name }, Head(), cancellationToken: CancellationToken.None);
            throw;
        }
    }

    private static bool IsNoSpace(RpcException failure) => failure.Status.Detail.Contains("no space left on device", StringComparison.Ordinal);

    public void Dispose() => channel.Dispose();
}
