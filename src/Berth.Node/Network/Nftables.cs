using System.Runtime.InteropServices;
using Berth.Node.Native;

namespace Berth.Node.Network;

/// <summary>
/// libnftables in one network namespace. The library is not thread-safe, not even with contexts of its own, hence one lock for the process. A context stays open:
/// closing one right after a change waits for a kernel grace period.
/// </summary>
internal sealed partial class Nftables : IDisposable
{
    private static readonly Lock Gate = new();
    private readonly nint context;

    private Nftables(nint context) => this.context = context;

    /// <param name="networkNamespace">Path of a pin; null for the host's.</param>
    public static Task<Nftables> Open(string? networkNamespace) => networkNamespace is null ? Task.FromResult(OpenHere()) : ShortThread.InNetwork(networkNamespace, OpenHere);

    /// <summary>Runs commands as one transaction.</summary>
    /// <exception cref="NativeException">In nft's words; nothing was changed.</exception>
    public void Run(string commands)
    {
        lock (Gate)
        {
            if (nft_run_cmd_from_buffer(context, commands) == 0) return;
            var text = Marshal.PtrToStringUTF8(nft_ctx_get_error_buffer(context)) ?? "";
            throw new NativeException($"nft: {text.Trim()}", 0);
        }
    }

    public void Dispose()
    {
        lock (Gate) nft_ctx_free(context);
    }

    private static Nftables OpenHere()
    {
        lock (Gate)
        {
            var context = nft_ctx_new(0);
            _ = nft_ctx_buffer_error(context);
            _ = nft_ctx_buffer_output(context);
            return new(context);
        }
    }

    [LibraryImport("libnftables.so.1")]
    private static partial nint nft_ctx_new(uint flags);

    [LibraryImport("libnftables.so.1")]
    private static partial void nft_ctx_free(nint context);

    [LibraryImport("libnftables.so.1")]
    private static partial int nft_ctx_buffer_error(nint context);

    [LibraryImport("libnftables.so.1")]
    private static partial int nft_ctx_buffer_output(nint context);

    [LibraryImport("libnftables.so.1")]
    private static partial nint nft_ctx_get_error_buffer(nint context);

    [LibraryImport("libnftables.so.1", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int nft_run_cmd_from_buffer(nint context, string commands);
}
