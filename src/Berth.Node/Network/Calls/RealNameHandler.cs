using System.Net;
using Berth.Domain.Network;

namespace Berth.Node.Network;

/// <summary>
/// Lets callers speak of services by their real addresses, <c>https://api.ecr.REGION.amazonaws.com/</c>: ours are sent plain HTTP to their port 443, which takes both, everybody else's what the
/// address says. Redirects are followed, each through the same network; whatever comes of it, the request says where it was last.
/// </summary>
/// <param name="life">Ends with the task's network; what is under way then fails.</param>
internal sealed class RealNameHandler(HttpMessageHandler inner, string region, CancellationToken life) : DelegatingHandler(inner)
{
    private const int RedirectsMax = 5;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, life);
        for (var redirects = 0; ; redirects++)
        {
            var answer = await Dial(request, either.Token);
            if (redirects == RedirectsMax || Next(request, answer) is not { } next) return answer;
            answer.Dispose();

            // A login is for the host that asked for it.
            if (next.Host != request.RequestUri!.Host) request.Headers.Authorization = null;
            request.RequestUri = next;
        }
    }

    private async Task<HttpResponseMessage> Dial(HttpRequestMessage request, CancellationToken cancel)
    {
        var real = request.RequestUri!;
        if (real.Scheme != Uri.UriSchemeHttps || !IsOurs(real)) return await base.SendAsync(request, cancel);
        request.RequestUri = new UriBuilder(real) { Scheme = Uri.UriSchemeHttp, Port = PublicServices.Port }.Uri;
        request.Headers.Host = real.Host;
        try
        {
            return await base.SendAsync(request, cancel);
        }
        finally
        {
            request.RequestUri = real;
            request.Headers.Host = null;
        }
    }

    /// <returns>Null for an answer that is to be given as it is.</returns>
    private Uri? Next(HttpRequestMessage request, HttpResponseMessage answer)
    {
        var isRedirect = answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        if (!isRedirect || answer.Headers.Location is not { } location || (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)) return null;
        var next = new Uri(request.RequestUri!, location);

        // Ours may say how it was really reached; everybody else must not lead from TLS to none.
        if (IsOurs(next)) return new UriBuilder(next) { Scheme = Uri.UriSchemeHttps, Port = PublicServices.Port }.Uri;
        return next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && request.RequestUri!.Scheme == Uri.UriSchemeHttp) ? next : null;
    }

    private bool IsOurs(Uri uri) => (uri.IsDefaultPort || uri.Port == PublicServices.Port) && PublicServices.ByHostName(uri.Host, region) is not null;
}
