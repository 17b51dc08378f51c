using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Node.Aws;
using Berth.Node.Images;

namespace Berth.Node.Reconcile;

/// <summary>How the node logs in to the registry of an image. The AWS form and the local form of a name mean the same repository of ours.</summary>
internal sealed class RegistryLogin(IAwsClient aws, BerthInstance berth)
{
    /// <returns>Null for a registry that is not ours: it is asked without a login.</returns>
    /// <exception cref="PullException">The execution role may not log in.</exception>
    public async Task<RegistryAuthorization?> For(ImageReference image, NativeCredentials? credentials, CancellationToken cancel)
    {
        if (!IsOurs(image.Registry)) return null;
        if (credentials is null) return new(berth.LoopbackEndpoint, null);
        try
        {
            var answer = await aws.Call("ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", [], credentials, cancel);
            return new(berth.LoopbackEndpoint, answer["authorizationData"]![0]!["authorizationToken"]!.GetValue<string>());
        }
        catch (AwsCallException refused)
        {
            throw new LoginException($"unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): {refused.Code}: {refused.Message}", refused);
        }
        catch (HttpRequestException unreachable)
        {
            throw new LoginException(
                "unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. " +
                $"RequestError: send request failed caused by: {unreachable.Message}", unreachable);
        }
    }

    private bool IsOurs(string registry) =>
        registry == $"localhost:{berth.Port}" || registry == $"127.0.0.1:{berth.Port}" || registry == $"{berth.Scope.AccountId}.dkr.ecr.{berth.Scope.Region}.amazonaws.com";
}

/// <summary>The registry's login failed, in the words that ECS shows as a ResourceInitializationError.</summary>
internal sealed class LoginException(string message, Exception? cause = null) : Exception(message, cause);
