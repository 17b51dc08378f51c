using Berth.AgentProtocol;

namespace Berth.Node.Metadata;

/// <summary>A role's temporary keys as SDKs read them. Source: ECS developer guide, task IAM roles.</summary>
internal sealed record CredentialsDocument(string RoleArn, string AccessKeyId, string SecretAccessKey, string Token, DateTimeOffset Expiration)
{
    public static CredentialsDocument Of(NativeCredentials keys) => new(keys.RoleArn, keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken, keys.Expiration);

    public override string ToString() => $"CredentialsDocument {{ {RoleArn}, {AccessKeyId} }}";
}
