using System.Net.Http.Headers;
using System.Text;
using Berth.Aws.Authorization;
using Berth.Aws.Dispatch;
using Berth.Domain.Access;
using Berth.Domain.Diagnosis;
using Berth.Domain.Kernel;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Who asks the registry, and whether IAM lets them: the password says whose it is, and each request is judged as the action of ECR that it stands for.</summary>
internal sealed class RegistryAccess(RegistryTokens tokens, Callers callers, IAuthorizer authorizer, IPrincipalStanding standing, RegistryDoor door, TaskNotebook notebook, IIdSource ids)
{
    private const string NotAuthorized = "Not Authorized";
    private const string TokenInvalid = "Your Authorization Token is invalid.";
    private const string TokenExpired = "Your authorization token has expired. Reauthenticate and try again.";

    /// <returns>Null for who has a layer's ticket, which says nothing of whose it is.</returns>
    /// <exception cref="RegistryException">401 without a password, 403 with one that is wrong, too old or of somebody gone.</exception>
    /// <exception cref="AwsException">IAM refuses.</exception>
    public async Task<Caller?> Enter(HttpContext http, RegistryRoute route)
    {
        if (route.Kind == "blob" && http.Request.Query["ticket"].ToString() is { Length: > 0 } ticket)
            return tokens.VerifyForLayer(ticket, route.Repository, route.Reference) ? null : throw new RegistryException(403, "DENIED", TokenInvalid);
        var login = Password(http.Request) is { } password ? tokens.Verify(password) : throw Challenge(http);
        if (login is not RegistryLogin.Of { Principal: var principal }) throw new RegistryException(403, "DENIED", login is RegistryLogin.Expired ? TokenExpired : TokenInvalid);
        if (!await standing.Stands(principal, http.RequestAborted)) throw new RegistryException(403, "DENIED", TokenInvalid);
        door.Check(http.Request, route, principal.Arn);
        var caller = await callers.Of(http, principal, "ecr", ids.Uuid(), http.RequestAborted);
        if (route.Kind == "root") return caller;
        foreach (var action in RegistryActions.Of(route, http.Request)) await authorizer.Require(caller, Demand(caller, action, route.Repository), http.RequestAborted);
        return caller;
    }

    /// <summary>Whether a layer of another repository may be mounted from there: whoever may fetch it may.</summary>
    public async Task<bool> MayRead(Caller caller, string repository, CancellationToken cancel)
    {
        try
        {
            await authorizer.Require(caller, Demand(caller, RegistryActions.ReadLayer, repository), cancel);
            return true;
        }
        catch (AwsException)
        {
            return false;
        }
    }

    /// <summary>Keeps with a task that the image for its start is not there.</summary>
    public Task Missed(Caller caller, RegistryRoute route, bool repositoryIsThere) => repositoryIsThere
        ? notebook.Missed(caller.Principal, StartFaultKind.Image, "ecr:BatchGetImage", route.Repository + (route.Reference.Contains(':', StringComparison.Ordinal) ? "@" : ":") + route.Reference)
        : notebook.Missed(caller.Principal, StartFaultKind.Repository, "ecr:BatchGetImage", route.Repository);

    private static AccessDemand Demand(Caller caller, string action, string repository) => new(action, EcrNames.RepositoryArn(caller.Scope, repository));

    private static RegistryException Challenge(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = $"Basic realm=\"{http.Request.Scheme}://{http.Request.Headers.Host}/\",service=\"ecr.amazonaws.com\"";
        return new(401, "UNAUTHORIZED", NotAuthorized);
    }

    /// <returns>Null when nobody tried to log in.</returns>
    private static string? Password(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header.Scheme != "Basic" || header.Parameter is null) return null;
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(header.Parameter)).Split(':', 2) is [RegistryTokens.User, var password] ? password : "";
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
