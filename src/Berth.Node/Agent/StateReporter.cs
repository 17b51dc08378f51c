using System.Text.Json.Nodes;
using Berth.Domain.Diagnosis;
using Berth.Node.Aws;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Agent;

/// <summary>SubmitTaskStateChange, until it is acknowledged.</summary>
internal sealed partial class StateReporter(IAwsClient aws, IInstanceCredentials credentials, TimeProvider clock, ILogger<StateReporter> log) : IStateReporter
{
    private const string Target = "AmazonEC2ContainerServiceV20141113.SubmitTaskStateChange";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public async Task Report(NodeTaskReport report, CancellationToken cancel)
    {
        var request = ToRequest(report);
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            try
            {
                await aws.Call("ecs", Target, request, await credentials.Get(cancel), cancel);
                return;
            }
            catch (AwsCallException refused) when (refused.Status < 500 && refused.Code == "InvalidParameterException")
            {
                // The control plane will never take it: saying it again would say nothing new.
                LogRefused(log, report.TaskArn, refused.Message);
                return;
            }
            catch (Exception failure) when (failure is AwsCallException or HttpRequestException)
            {
                LogFailed(log, report.TaskArn, failure.Message);
                await Task.Delay(pause, clock, cancel);
            }
        }
    }

    private static JsonObject ToRequest(NodeTaskReport report)
    {
        var request = new JsonObject { ["cluster"] = report.TaskArn.Split('/')[1], ["task"] = report.TaskArn };
        if (report.Status is not null) request["status"] = report.Status;
        if (!string.IsNullOrEmpty(report.Reason)) request["reason"] = Cut(report.Reason);
        Time(request, "pullStartedAt", report.PullStartedAt);
        Time(request, "pullStoppedAt", report.PullStoppedAt);
        Time(request, "executionStoppedAt", report.ExecutionStoppedAt);
        request["containers"] = new JsonArray([.. report.Containers.Select(ToJson)]);
        if (report.DetachedAttachmentArn is { } arn) request["attachments"] = new JsonArray(new JsonObject { ["attachmentArn"] = arn, ["status"] = "DETACHED" });
        if (report.FailedCall is { } failed) request["berthFailedCall"] = ToJson(failed);
        return request;
    }

    /// <summary>Our own member beside the stock agent's; the model of our nodes names it.</summary>
    private static JsonObject ToJson(FailedCall failed)
    {
        var json = new JsonObject { ["call"] = failed.Call, ["service"] = failed.Service, ["hostName"] = failed.HostName, ["port"] = failed.Port, ["failure"] = failed.Failure.ToString() };
        if (failed.Address is not null) json["address"] = failed.Address;
        return json;
    }

    private static JsonNode ToJson(NodeContainerReport container)
    {
        var json = new JsonObject { ["containerName"] = container.Name, ["status"] = container.Status };
        if (container.RuntimeId is not null) json["runtimeId"] = container.RuntimeId;
        if (container.ExitCode is { } code) json["exitCode"] = code;
        if (container.ImageDigest is not null) json["imageDigest"] = container.ImageDigest;
        if (container.Reason is not null) json["reason"] = Cut(container.Reason);
        return json;
    }

    private static void Time(JsonObject request, string name, DateTimeOffset? time)
    {
        if (time is { } known) request[name] = known.ToUnixTimeMilliseconds() / 1000.0;
    }

    /// <summary>The API takes at most 1,024 characters.</summary>
    private static string Cut(string text) => text.Length <= 1024 ? text : text[..1024];

    [LoggerMessage(3301, LogLevel.Error, "The control plane refused the news of {TaskArn}: {Message}")]
    private static partial void LogRefused(ILogger log, string taskArn, string message);

    [LoggerMessage(3302, LogLevel.Warning, "The news of {TaskArn} did not arrive and are sent again: {Message}")]
    private static partial void LogFailed(ILogger log, string taskArn, string message);
}
