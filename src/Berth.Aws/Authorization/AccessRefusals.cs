using Berth.Domain.Access;

namespace Berth.Aws.Authorization;

/// <summary>How each service says that IAM refused. Source: the services' API references, common errors; EC2 user guide, troubleshooting; S3 user guide, access denied messages.</summary>
internal static class AccessRefusals
{
    /// <param name="service">The one that answers, which need not be the one whose action was refused: RunTask refuses in ECS's form what <c>iam:PassRole</c> lacks.</param>
    public static AwsException ToAws(string service, AccessEvidence evidence)
    {
        var message = AccessDeniedWords.Message(evidence);
        var because = message.IndexOf(" because ", StringComparison.Ordinal);
        return service switch
        {
            // An action that has no resource names none there.
            "ec2" => new("UnauthorizedOperation", "You are not authorized to perform this operation. " + message.Replace(" on resource: * ", " ", StringComparison.Ordinal), 403),

            // It says no more, so that nobody can probe roles.
            "sts" => new("AccessDenied", because < 0 ? message : message[..because], 403),
            "s3" => new("AccessDenied", message.Replace($" on resource: {evidence.Resource} ", $" on resource: \"{evidence.Resource}\" ", StringComparison.Ordinal), 403),
            "iam" => new("AccessDenied", message, 403),
            _ => new("AccessDeniedException", message),
        };
    }
}
