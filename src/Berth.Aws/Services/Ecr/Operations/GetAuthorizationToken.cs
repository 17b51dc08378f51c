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
        var (token, expiration) = registryTokens.Issue(caller.Principal);
        await Task.CompletedTask;
        return new()
        {
            AuthorizationData =
            [
                .. (request.RegistryIds ?? [caller.Scope.AccountId]).Select(registry => new AuthorizationDataShape
                {
                    AuthorizationToken = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{RegistryTokens.User}:{token}")),
                    ExpiresAt = expiration,
                    ProxyEndpoint = Endpoint(registry, caller),
                }),
            ],
        };
    }

    /// <summary>One password serves for every registry; another account's knows nobody of this one.</summary>
    private static string Endpoint(string registry, Caller caller) => registry == caller.Scope.AccountId && !caller.AtServiceAddress
        ? caller.Endpoint.GetLeftPart(UriPartial.Authority)
        : $"https://{registry}.dkr.ecr.{caller.Scope.Region}.amazonaws.com";
}
