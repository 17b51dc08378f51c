using Berth.Aws.Dispatch;

namespace Berth.Aws.Services.Iam;

/// <summary>Operations on a user's own things may leave the user's name out.</summary>
internal static class CallersUser
{
    /// <exception cref="AwsException">ValidationError, for a caller that is no user.</exception>
    public static string Name(string? given, Caller caller) => given ?? caller.Principal.UserName ?? throw IamErrors.Validation("Must specify userName when calling with non-User credentials");
}
