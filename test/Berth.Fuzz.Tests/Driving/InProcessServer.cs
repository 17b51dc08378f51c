using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Berth.Fuzz.Tests.Driving;

/// <summary>Takes requests as objects instead of from a socket: the whole of the application's pipeline, without the kernel's.</summary>
internal sealed class InProcessServer : IServer
{
    private Func<IFeatureCollection, Task> process = null!;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        process = async features =>
        {
            var context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, null);
            }
            catch (Exception failure)
            {
                application.DisposeContext(context, failure);
                throw;
            }
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    public async Task<Answer> Send(Message message)
    {
        // Kestrel refuses these itself.
        if (message.Headers.Where(h => h.Key.Equals("host", StringComparison.OrdinalIgnoreCase)).ToList() is not [{ Value: var host }] || !host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '-')) return new(400, "");
        var mark = message.Target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? message.Target : message.Target[..mark];
        var request = new HttpRequestFeature
        {
            Protocol = "HTTP/1.1",
            Scheme = "http",
            Method = message.Method,
            RawTarget = message.Target,
            Path = Uri.UnescapeDataString(path.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase)),
            QueryString = mark < 0 ? "" : message.Target[mark..],
            Body = new MemoryStream(message.Body),
        };
        foreach (var (name, value) in message.Headers) request.Headers.Append(name, value);
        request.Headers.ContentLength = message.Body.Length;
        using var body = new MemoryStream();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        await process(features);
        return new(features.Get<IHttpResponseFeature>()!.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }
}

/// <param name="Target">Path and query, as they stand in the request line.</param>
internal sealed record Message(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body);

internal sealed record Answer(int Status, string Body);
