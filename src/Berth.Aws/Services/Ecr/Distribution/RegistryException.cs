namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>An error as the distribution protocol words it: <c>{"errors":[{"code":"NAME_UNKNOWN","message":"…"}]}</c>.</summary>
internal sealed class RegistryException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
