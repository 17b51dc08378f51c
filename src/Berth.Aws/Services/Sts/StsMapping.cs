using Berth.Aws.Services.Sts.Wire;
using Berth.Aws.Signing;

namespace Berth.Aws.Services.Sts;

internal static class StsMapping
{
    public static CredentialsShape ToWire(SessionCredentials session) =>
        new() { AccessKeyId = session.AccessKeyId, SecretAccessKey = session.SecretAccessKey, SessionToken = session.SessionToken, Expiration = session.Expiration };
}
