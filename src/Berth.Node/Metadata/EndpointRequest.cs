namespace Berth.Node.Metadata;

/// <summary>What a task asks of its endpoint.</summary>
/// <param name="Body">Of a PUT; a few kilobytes at most.</param>
internal sealed record EndpointRequest(string Path, string Method = "GET", byte[]? Body = null);
