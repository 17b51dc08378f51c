using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Server.Hosting;

/// <summary>A part of the server that can say how it is.</summary>
/// <param name="Status">ready, starting or impaired.</param>
/// <param name="Detail">In words an operator sees: what it waits for.</param>
internal sealed record PartHealth(string Name, string Status, string Detail)
{
    [JsonIgnore]
    public bool IsReady => Status == "ready";
}

internal interface IHealthPart
{
    PartHealth Health();
}

internal sealed record HealthReport(string Status, string Instance, string Version, string Engine, IReadOnlyList<PartHealth> Parts);

internal sealed record ReadyReport(string Status, IReadOnlyList<PartHealth> WaitingFor);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ReadyReport))]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary>
/// /_berth/health says how each part is; /_berth/ready answers 200 once a task could be started. Plain request delegates with generated JSON: they are asked before anything else is, and
/// what ASP.NET would compile for them at run time is a tenth of a start.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapBerthHealth(this WebApplication app, string instanceId, string version, string engine)
    {
        app.MapGet("/_berth/health", (RequestDelegate)(http =>
        {
            var parts = Parts(http);
            return http.Response.WriteAsJsonAsync(new HealthReport(Overall(parts), instanceId, version, engine, parts), HealthJson.Default.HealthReport, cancellationToken: http.RequestAborted);
        }));
        app.MapGet("/_berth/ready", (RequestDelegate)(http =>
        {
            var parts = Parts(http);
            http.Response.StatusCode = parts.All(p => p.IsReady) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return http.Response.WriteAsJsonAsync(new ReadyReport(Overall(parts), [.. parts.Where(p => !p.IsReady)]), HealthJson.Default.ReadyReport, cancellationToken: http.RequestAborted);
        }));
    }

    private static List<PartHealth> Parts(HttpContext http) => [.. http.RequestServices.GetServices<IHealthPart>().Select(p => p.Health())];

    private static string Overall(List<PartHealth> parts) =>
        parts.All(p => p.IsReady) ? "ready" : parts.Any(p => p.Status == "impaired") ? "impaired" : "starting";
}
