using Berth.Aws.Signing;
using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Makes and judges links to the layer bucket, with a key that follows from the installation's own.</summary>
internal sealed class LayerUrls(SigningKeys keys, BerthInstance berth, TimeProvider clock)
{
    private readonly string secret = new Sealer(keys.Sealing, "layer-bucket").Derive(LayerLinks.AccessKeyId);

    public string BucketName => LayerLinks.BucketName(berth.Scope.Region);

    public string HostName => LayerLinks.HostName(berth.Scope.Region);

    /// <param name="scheme">As the caller came: whoever does not speak TLS with us here will not do so there.</param>
    public string Make(string scheme, int port, string repository, string digest)
    {
        var usual = port == (scheme == Uri.UriSchemeHttps ? 443 : 80);
        return $"{scheme}://{HostName}{(usual ? "" : $":{port}")}{LayerLinks.Make(repository, digest, berth.Scope, secret, clock.GetUtcNow())}";
    }

    public LayerLinkVerdict Judge(HttpRequest request) => LayerLinks.Judge(
        request.Path.Value ?? "", [.. request.Query.SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v ?? "")))], berth.Scope, secret, clock.GetUtcNow());
}
