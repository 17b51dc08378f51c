using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ssm;

internal static class SsmNames
{
    public const string ParameterKind = "parameter";
    public const string ViaService = "ssm";
    public const string Secure = "SecureString";
    public const int ParametersMax = 10_000;

    /// <summary>A name's slash is not said twice: <c>…:parameter/app/key</c>.</summary>
    public static string Arn(AwsScope scope, string name) => scope.Arn("ssm", "parameter/" + name.TrimStart('/'));

    /// <summary>A parameter may be named by its ARN.</summary>
    public static string Name(string given, AwsScope scope)
    {
        var own = scope.Arn("ssm", "parameter");
        if (!given.StartsWith(own + "/", StringComparison.Ordinal)) return given;
        var rest = given[own.Length..];

        // One level: its name may have been given without the slash, and mostly was.
        return rest.LastIndexOf('/') == 0 ? rest[1..] : rest;
    }
}
