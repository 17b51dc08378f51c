using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>A password for docker and skopeo, user AWS, good for twelve hours.</summary>
internal sealed class GetAuthorizationToken(RegistryTokens registryTokens) : IOperation<GetAuthorizationTokenRequest, GetAuthorizationTokenResponse>
{
    public static string Action => "ecr:GetAuthorizationToken";

    public string Resource(GetAuthorizationTokenRequest request, Caller caller) => "*";

    public async Task<GetAuthorizationTokenResponse> Handle(GetAuthorizationTokenRequest request, Caller caller, CancellationToken cancel)
    {
        var (token, expiration) = registryTokens.Issue(caller.Arn);
        await Task.CompletedTask;
        return new()
        {
            AuthorizationData =
            [
                new()
                {
                    AuthorizationToken = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{RegistryTokens.User}:{token}")),
                    ExpiresAt = expiration,
                    ProxyEndpoint = caller.AtServiceAddress ? "https://" + EcrNames.RegistryHost(caller.Scope) : caller.Endpoint.GetLeftPart(UriPartial.Authority),
                },
            ],
        };
    }
}
