using Berth.Aws.Protocols;
using Berth.Aws.Services.Logs.Wire;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Diagnosis;

namespace Berth.Aws.Authorization;

/// <summary>Reads from a call for a task's start what it named that is not there. The registry tells of images itself.</summary>
internal static class MissingThings
{
    /// <param name="code">Of the error that the operation answered.</param>
    /// <returns>Null when nothing was missing that a task's start needs.</returns>
    public static (StartFaultKind Kind, string Name)? OfError(IWireShape request, string code) => (request, code) switch
    {
        (CreateLogStreamRequest { LogGroupName: { } group }, "ResourceNotFoundException") => (StartFaultKind.LogGroup, group),
        (GetSecretValueRequest { SecretId: { } secret }, "ResourceNotFoundException") => (StartFaultKind.Secret, secret),
        (GetParameterRequest { Name: { } name }, "ParameterNotFound") => (StartFaultKind.Parameter, name),
        _ => null,
    };

    /// <summary>GetParameters lists what it did not find and answers 200.</summary>
    public static (StartFaultKind Kind, string Name)? OfAnswer(IWireShape answer) =>
        answer is GetParametersResponse { InvalidParameters: [var first, ..] } ? (StartFaultKind.Parameter, first) : null;

    /// <param name="code">Of the OCI distribution protocol.</param>
    /// <param name="reference">A tag or a digest.</param>
    public static (StartFaultKind Kind, string Name)? OfRegistry(string code, string repository, string reference) => code switch
    {
        "NAME_UNKNOWN" => (StartFaultKind.Repository, repository),
        "MANIFEST_UNKNOWN" => (StartFaultKind.Image, repository + (reference.Contains(':', StringComparison.Ordinal) ? "@" : ":") + reference),
        _ => null,
    };
}
