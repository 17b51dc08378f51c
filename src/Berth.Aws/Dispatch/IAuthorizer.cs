using Berth.Domain.Access;

namespace Berth.Aws.Dispatch;

/// <summary>Asks IAM. The dispatcher does for every operation; who learns only while it works what else it needs (a key to decrypt with, a role to pass) asks here.</summary>
public interface IAuthorizer
{
    /// <exception cref="AwsException">AccessDenied, in AWS's words. The refusal is kept with the task whose keys were used.</exception>
    Task Require(Caller caller, AccessDemand demand, CancellationToken cancel);
}
