namespace Berth.Aws.Signing;

/// <summary>Sessions that ended before they expire, such as those of tasks that stopped.</summary>
public interface ISessionRevocations
{
    ValueTask<bool> IsRevoked(Principal principal, CancellationToken cancel);
}
