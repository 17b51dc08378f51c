using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Nodes;
using Berth.Node.Aws;
using Berth.Node.Images;
using Berth.Node.Network;

namespace Berth.Node.Reconcile;

/// <summary>How the node logs in to the registry of an image. The AWS form and the local forms of a name mean the same repository of ours, which is asked for under its AWS name.</summary>
internal sealed class RegistryLogin(BerthInstance berth, TimeProvider clock)
{
    private const string Target = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken";

    public bool IsOurs(ImageReference image) =>
        image.Registry == $"localhost:{berth.Port}" || image.Registry == $"127.0.0.1:{berth.Port}" || image.Registry == $"{berth.Scope.AccountId}.dkr.ecr.{berth.Scope.Region}.amazonaws.com";

    /// <summary>Asks for a token of our registry.</summary>
    /// <param name="credentials">Of the execution role; without one the registry is asked without a login, and refuses.</param>
    /// <exception cref="LoginException">The execution role may not log in, or nobody was reached who could say.</exception>
    public async Task<RegistryAuthorization> Ask(ITaskConnection connection, NativeCredentials? credentials, CancellationToken cancel)
    {
        var registry = connection.Endpoint ?? new Uri($"https://{berth.Scope.AccountId}.dkr.ecr.{berth.Scope.Region}.amazonaws.com");
        if (credentials is null) return new(registry, null);
        var answer = await PatientCall.Run(CallPatience.RegistryAuth, clock, () => connection.Aws.Call("ecr", Target, [], credentials, cancel), Failed, cancel);
        return new(registry, answer["authorizationData"]![0]!["authorizationToken"]!.GetValue<string>());
    }

    private LoginException Failed(Exception failure, int retried)
    {
        if (failure is AwsCallException refused)
        {
            return new(
                $"unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried {retried} time(s): {refused.Code}: {refused.Message}", failure);
        }

        // Whatever the way, the message names the service as AWS has it.
        var endpoint = new Uri($"https://api.ecr.{berth.Scope.Region}.amazonaws.com/");
        var words = failure is HttpRequestException unreachable ? CallFailures.Words(HttpMethod.Post, endpoint, unreachable) : failure.Message;
        return new(
            "unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. " +
            $"RequestError: send request failed caused by: {words}", failure)
        {
            Call = CallFailures.Evidence(failure, "ecr:GetAuthorizationToken"),
        };
    }
}

/// <summary>The registry's login failed, in the words that ECS shows as a ResourceInitializationError.</summary>
internal sealed class LoginException(string message, Exception? cause = null) : StartFailedException("ResourceInitializationError", message, cause);
