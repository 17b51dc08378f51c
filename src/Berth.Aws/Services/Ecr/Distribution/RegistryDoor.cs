using Berth.Aws.Dispatch;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>What depends on the way by which a client came to the registry: by a local name, at the port of every API, or by AWS's, at ecr.dkr's address.</summary>
internal sealed class RegistryDoor(DialledService dialled, LayerUrls urls, BerthInstance berth)
{
    /// <summary>Clients that came by AWS's name fetch layers from the bucket. Others could not find it by its name, and fetch them here.</summary>
    /// <returns>Null when the layer is to be served here.</returns>
    public string? LayerUrl(HttpContext http, RegistryRoute route) =>
        dialled.Of(http) is not null || RegistryOf(http.Request) is not null ? urls.Make(http.Request.Scheme, http.Connection.LocalPort, route.Repository, route.Reference) : null;

    /// <summary>There is one registry, of one account in one region. Others have no images that this account could be let to, so ECR says what it says to anybody without a permission.</summary>
    /// <exception cref="RegistryException">The name by which the client came is another registry's.</exception>
    public void Check(HttpRequest request, RegistryRoute route, string? principalArn)
    {
        if (RegistryOf(request) is not var (account, region) || route.Kind == "root" || (account == berth.Scope.AccountId && region == berth.Scope.Region)) return;
        throw new RegistryException(403, "DENIED", EcrErrors.ForeignRegistry(principalArn ?? "anonymous", RegistryActions.Of(route, request)[0], region, account, route.Repository));
    }

    /// <summary>Sample: <c>123456789012.dkr.ecr.ap-northeast-1.amazonaws.com:443</c>.</summary>
    /// <returns>Null for a name of another form: a local one, an address, an endpoint's own.</returns>
    private static (string Account, string Region)? RegistryOf(HttpRequest request) => request.Headers.Host.ToString().Split(':')[0].ToLowerInvariant().Split('.') switch
    {
        [.. var account, "dkr", "ecr", var region, "amazonaws", "com"] when account.Length > 0 => (string.Join('.', account), region),
        _ => null,
    };
}
