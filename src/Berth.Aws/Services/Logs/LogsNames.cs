using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Logs;

internal static class LogsNames
{
    public const string GroupKind = "log-group";
    public const string StreamKind = "log-stream";
    public const string DeletedStreamKind = "log-stream-deleted";

    /// <summary>A colon is in no name of a group or a stream.</summary>
    public static string StreamRow(string group, string stream) => group + ":" + stream;

    public static string GroupArn(AwsScope scope, string group) => scope.Arn("logs", "log-group:" + group);

    /// <summary>A group as IAM judges it, and as refusals name it: so that policies for <c>log-group:NAME:*</c> mean it too.</summary>
    public static string GroupResource(AwsScope scope, string group) => GroupArn(scope, group) + ":log-stream:";

    /// <summary>The group that an operation on an ARN works on: IAM judges that one, whatever account the ARN names.</summary>
    public static string OwnResource(AwsScope scope, string? arn) => GroupName(null, arn) is { } group ? GroupArn(scope, group) : "*";

    public static string StreamArn(AwsScope scope, string group, string stream) => GroupArn(scope, group) + ":log-stream:" + stream;

    /// <param name="identifier">A name or an ARN, with or without <c>:*</c> at its end.</param>
    public static string? GroupName(string? name, string? identifier)
    {
        if (name is not null || identifier is null) return name;
        var mark = identifier.IndexOf(":log-group:", StringComparison.Ordinal);
        return mark < 0 ? identifier : identifier[(mark + ":log-group:".Length)..].Split(':')[0];
    }

    /// <exception cref="AwsException">Neither or both are given.</exception>
    public static string OneGroupName(string? name, string? identifier) =>
        (name is null) == (identifier is null)
            ? throw LogsErrors.InvalidParameter("Exactly one of logGroupName and logGroupIdentifier must be specified.")
            : GroupName(name, identifier)!;
}
