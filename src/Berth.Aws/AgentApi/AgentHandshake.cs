using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Signing;
using Berth.Contracts.ContainerInstances;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.AgentApi;

/// <summary>What must hold before an agent's websocket opens: a true signature of the instance role, IAM's consent, and an instance that registered.</summary>
internal sealed class AgentHandshake(RequestAuthenticator authenticator, Callers callers, IAuthorizer authorizer, IGrainFactory grains, IIdSource ids)
{
    /// <param name="instanceParameter">The query parameter that names the instance; ACS and TCS differ.</param>
    /// <param name="action">What IAM must permit on the instance: <c>ecs:Poll</c>.</param>
    /// <returns>The instance's ARN; null when the request was refused, which is written already.</returns>
    public async Task<string?> Open(HttpContext http, string instanceParameter, string action)
    {
        try
        {
            if (!http.WebSockets.IsWebSocketRequest) return await Refuse(http, "BadRequestException", "A websocket is expected here.");
            var (principal, _) = await authenticator.Authenticate(http.Request, SignatureV4.EmptyBodyHash);
            AgentAuthority.Check(principal.Arn);
            var arn = http.Request.Query[instanceParameter].ToString();
            await authorizer.Require(await callers.Of(http, principal, "ecs", ids.Uuid(), http.RequestAborted), new(action, arn.Length == 0 ? "*" : arn), http.RequestAborted);
            if (string.IsNullOrWhiteSpace(arn) || await grains.GetGrain<IContainerInstanceGrain>(arn).Describe() is null) return await Refuse(http, "InactiveInstanceException", $"The container instance {arn} is not registered.");
            return arn;
        }
        catch (Exception refusal) when (refusal is SignatureException or MalformedRequestException)
        {
            return await Refuse(http, "AccessDeniedException", refusal.Message);
        }
        catch (AwsException refusal)
        {
            return await Refuse(http, refusal.Code, refusal.Message);
        }
    }

    /// <summary>The stock agent reads the error's name from the body of a 400.</summary>
    private static async Task<string?> Refuse(HttpContext http, string code, string message)
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        await http.Response.WriteAsJsonAsync(new Dictionary<string, string> { [code] = message }, http.RequestAborted);
        return null;
    }
}
