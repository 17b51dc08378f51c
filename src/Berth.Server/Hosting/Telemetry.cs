using Berth.Aws;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Berth.Server.Hosting;

/// <summary>Metrics at /_berth/metrics in Prometheus' form; traces for whoever listens.</summary>
internal static class Telemetry
{
    public static void AddBerthTelemetry(this IServiceCollection services) => services.AddOpenTelemetry()
        .WithMetrics(metrics => metrics.AddMeter(AwsHosting.AgentMeter, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddPrometheusExporter())
        .WithTracing(traces => traces.AddSource(AwsHosting.TraceSource));

    public static void MapBerthMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/_berth/metrics");
}
