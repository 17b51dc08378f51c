using System.Net;
using System.Text;
using System.Xml.Linq;
using Berth.AgentProtocol;
using Berth.Domain.Access;
using Berth.Domain.Nodes;
using Berth.Domain.TaskDefinitions;
using Berth.Node.Aws;
using Berth.Node.Network;

namespace Berth.Node.Reconcile;

/// <summary>Fetches files of variables from S3 with the execution role's keys. What several containers need is asked for once.</summary>
internal sealed class EnvironmentFiles(ITaskConnection connection, NativeCredentials? credentials, string region, TimeProvider clock, CancellationToken cancel)
{
    private const string Head = "failed to download env files: ";

    /// <summary>Ours: ECS names no bound, and a container's whole environment must fit into a page or two.</summary>
    private const int BytesMax = 1 << 20;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<string>> files = new(StringComparer.Ordinal);

    private Uri RealName => new($"https://s3.{region}.amazonaws.com");

    /// <exception cref="SecretException">In ECS's words.</exception>
    public Task<string> Of(string arn)
    {
        lock (gate) return files.TryGetValue(arn, out var begun) ? begun : files[arn] = Fetch(ObjectReference.Parse(arn) ?? throw new SecretException($"{Head}{arn} is no object in S3"));
    }

    private async Task<string> Fetch(ObjectReference wanted)
    {
        var keys = credentials ?? throw new SecretException($"{Head}the task has no execution role");
        var path = $"/{wanted.Bucket}/{string.Join('/', wanted.Key.Split('/').Select(Uri.EscapeDataString))}";
        return await PatientCall.Run(CallPatience.Secret, clock, () => Get(path, keys), (failure, retried) => Failed(new Uri(RealName, path), failure, retried), cancel);
    }

    private async Task<string> Get(string path, NativeCredentials keys)
    {
        var uri = new Uri(connection.Endpoint ?? RealName, path);
        var hash = SignatureV4.HashHex([]);
        var headers = RequestSigner.Sign("GET", uri, "s3", region, new Dictionary<string, string> { ["x-amz-content-sha256"] = hash }, hash, keys, clock.GetUtcNow(), pathIsCanonical: true);
        using var http = new HttpClient(connection.Handler, disposeHandler: false) { Timeout = CallPatience.Try, MaxResponseContentBufferSize = BytesMax };
        using var message = new HttpRequestMessage(HttpMethod.Get, uri);
        foreach (var (name, value) in headers.Where(h => h.Key != "host")) message.Headers.TryAddWithoutValidation(name, value);
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(message, cancel);
        }
        catch (OperationCanceledException timeout) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException("The request timed out.", timeout);
        }

        using (answer)
        {
            var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancel));
            return answer.StatusCode == HttpStatusCode.OK ? text : throw Refused(answer, text);
        }
    }

    private static AwsCallException Refused(HttpResponseMessage answer, string text)
    {
        var requestId = answer.Headers.TryGetValues("x-amz-request-id", out var ids) ? ids.First() : "";
        try
        {
            var error = XElement.Parse(text);
            return new(error.Element("Code")?.Value ?? "UnknownError", error.Element("Message")?.Value ?? "", (int)answer.StatusCode, requestId);
        }
        catch (System.Xml.XmlException)
        {
            return new("UnknownError", "", (int)answer.StatusCode, requestId);
        }
    }

    private static SecretException Failed(Uri uri, Exception failure, int retried) => failure is AwsCallException refused
        ? new($"{Head}file download command: non empty error stream: service call has been retried {retried} time(s): {refused.Code}: {refused.Message} status code: {refused.Status}, request id: {refused.RequestId}", failure)
        : new(
            $"{Head}The task can't download the environment variable files from Amazon S3. There is a connection issue between the task and Amazon S3. Check your task network configuration. RequestError: send request failed caused by: {(failure is HttpRequestException unreachable ? CallFailures.Words(HttpMethod.Get, uri, unreachable) : failure.Message)}",
            failure)
        {
            Call = CallFailures.Evidence(failure, "s3:GetObject"),
        };
}
