using Berth.Aws;
using Berth.Node;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Berth.Server.Hosting;

/// <summary>Metrics at /_berth/metrics in Prometheus' form; traces for whoever listens.</summary>
internal static class Telemetry
{
    /// <summary>Combinations of tag values per instrument; the library keeps room for 2,000 of each from the start. What is beyond is counted together.</summary>
    private const int SeriesMax = 64;

    public static void AddBerthTelemetry(this IServiceCollection services) => services.AddOpenTelemetry()
        .WithMetrics(metrics => metrics.AddMeter(AwsHosting.AgentMeter, AwsHosting.AccessMeter, NodeMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = SeriesMax }).AddPrometheusExporter())
        .WithTracing(traces => traces.AddSource(AwsHosting.TraceSource));

    public static void MapBerthMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/_berth/metrics");
}
