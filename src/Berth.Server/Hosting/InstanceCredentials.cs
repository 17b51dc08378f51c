using Berth.AgentProtocol;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Node.Agent;
using Berth.Storage;

namespace Berth.Server.Hosting;

/// <summary>Gives the embedded node the keys of its instance role, as the instance metadata service gives them to a node on EC2.</summary>
internal sealed class InstanceCredentials(IStore store, SessionIssuer sessions, BerthInstance berth, TimeProvider clock) : IInstanceCredentials
{
    private const string Role = "berthInstanceRole";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromHours(1);
    private NativeCredentials? current;

    public async ValueTask<NativeCredentials> Get(CancellationToken cancel)
    {
        if (current is { } known && known.Expiration - clock.GetUtcNow() > RenewBefore) return known;
        var role = (await store.Find<RoleRecord>("role", Role, cancel))?.Record ?? throw new HttpRequestException($"The role {Role} is not there yet.");
        var session = sessions.Issue(role.Arn, role.RoleId, "i-" + berth.Id, Lifetime);
        return current = new(Role, role.Arn, session.AccessKeyId, session.SecretAccessKey, session.SessionToken, session.Expiration);
    }
}
