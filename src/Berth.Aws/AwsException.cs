namespace Berth.Aws;

/// <summary>An error as AWS words it. The dispatcher turns it into the protocol's own form.</summary>
/// <param name="code">The exception's name in the service model, such as ClusterNotFoundException.</param>
/// <param name="status">400 unless the model says otherwise; 500 and above are the server's fault.</param>
public sealed class AwsException(string code, string message, int status = 400) : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    /// <summary>Further members of the error, such as ConflictException's resourceIds. JSON protocols only.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Details { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
