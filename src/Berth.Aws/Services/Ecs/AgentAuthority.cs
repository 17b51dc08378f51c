using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam;

namespace Berth.Aws.Services.Ecs;

/// <summary>Who may speak as a node: whoever holds the instance role.</summary>
internal static class AgentAuthority
{
    /// <exception cref="AwsException">AccessDeniedException, in IAM's words.</exception>
    public static void Check(Caller caller) => Check(caller.Arn);

    public static void Check(string principalArn)
    {
        if (!principalArn.Contains($":assumed-role/{IamNames.InstanceRole}/", StringComparison.Ordinal))
            throw new AwsException("AccessDeniedException", $"User: {principalArn} is not authorized to speak for a container instance; only sessions of the role {IamNames.InstanceRole} are.");
    }
}
