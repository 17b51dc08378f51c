using Berth.Node.Dns;

namespace Berth.Node.Metadata;

/// <summary>What a VPC's router answers itself on this node: the endpoint of its tasks, and the VPC's resolver.</summary>
internal sealed class VpcServices(VpcEndpoint endpoint, VpcResolver resolver) : IAsyncDisposable
{
    public VpcEndpoint Endpoint => endpoint;

    /// <exception cref="IOException">One of them could not start; then none has.</exception>
    public static async Task<VpcServices> Start(Func<Task<VpcEndpoint>> startEndpoint, Func<Task<VpcResolver>> startResolver)
    {
        var endpoint = await startEndpoint();
        try
        {
            return new(endpoint, await startResolver());
        }
        catch
        {
            await endpoint.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await resolver.DisposeAsync();
        await endpoint.DisposeAsync();
    }
}
