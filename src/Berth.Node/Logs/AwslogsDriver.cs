using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Berth.AgentProtocol;
using Berth.Domain.Logs;
using Berth.Domain.Nodes;
using Berth.Node.Aws;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Logs;

/// <summary>The awslogs driver: carries containers' output to CloudWatch Logs, with the keys of the task's execution role.</summary>
internal sealed partial class AwslogsDriver(OutputCarrier carrier, TimeProvider clock, ILogger<AwslogsDriver> log)
{
    private const string Target = "Logs_20140328.";
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Makes the container's stream, and its group when the definition says so.</summary>
    /// <param name="aws">Through the task's network.</param>
    /// <exception cref="LogSetupException">In the words that ECS shows as a ResourceInitializationError.</exception>
    public async Task Open(NativeLog target, IAwsClient aws, NativeCredentials? credentials, CancellationToken cancel)
    {
        var keys = credentials ?? throw new LogSetupException("failed to validate logger args: the task has no execution role");
        _ = Begins(target);
        if (target.CreateGroup) await Create(aws, "CreateLogGroup", "group", new() { ["logGroupName"] = target.Group }, keys, cancel);
        await Create(aws, "CreateLogStream", "stream", new() { ["logGroupName"] = target.Group, ["logStreamName"] = target.Stream }, keys, cancel);
    }

    /// <summary>Carries lines until the container has ended and every line is acknowledged.</summary>
    /// <param name="target">The container's log with every option known.</param>
    /// <param name="ended">Completes when the container writes no more.</param>
    /// <param name="ending">Whether it is being stopped.</param>
    /// <param name="givenUp">Whether what is not delivered by now is to be dropped.</param>
    /// <param name="aws">The way of the moment: through the task's network while it has one.</param>
    /// <param name="credentials">The keys of the moment; they are renewed while the task runs.</param>
    public Task Carry(NativeTask task, NativeContainer container, NativeLog target, Func<IAwsClient> aws, Func<NativeCredentials?> credentials, Task ended, Func<bool> ending, Func<bool> givenUp, CancellationToken cancel)
    {
        return carrier.Carry(new(
            TaskId(task), container.RuntimeId, (events, stop) => Put(target, events, aws, credentials, stop), target.Mode == "blocking", target.MaxBufferSizeBytes, Begins(target), ended, ending, givenUp), cancel);
    }

    private static Regex? Begins(NativeLog target)
    {
        try
        {
            return EventPatterns.Read(target.MultilinePattern, target.DatetimeFormat);
        }
        catch (ArgumentException malformed)
        {
            var option = target.MultilinePattern is null ? "awslogs-datetime-format" : "awslogs-multiline-pattern";
            throw new LogSetupException($"failed to validate logger args: awslogs could not parse {option}: {malformed.Message}", malformed);
        }
    }

    private async Task Create(IAwsClient aws, string operation, string what, JsonObject request, NativeCredentials keys, CancellationToken cancel)
    {
        async Task<bool> Once()
        {
            try
            {
                await aws.Call("logs", Target + operation, request, keys, cancel);
            }
            catch (AwsCallException there) when (there.Code == "ResourceAlreadyExistsException")
            {
                // Another container of the task, or an earlier start of this one, made it.
            }

            return true;
        }

        await PatientCall.Run(CallPatience.LogStream, clock, Once, (failure, retried) => Failed(operation, what, failure, retried), cancel);
    }

    private static LogSetupException Failed(string operation, string what, Exception failure, int retried) => failure is AwsCallException refused
        ? new($"failed to validate logger args: create stream has been retried {retried} times: failed to create Cloudwatch log {what}: {CallFailures.Words("CloudWatch Logs: " + operation, refused)} : exit status 1", failure)
        : new("failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. " +
            "Check your network configuration. : signal: killed", failure)
        {
            Call = CallFailures.Evidence(failure, "logs:" + operation),
        };

    private async Task Put(NativeLog target, IReadOnlyList<(long Timestamp, string Message)> events, Func<IAwsClient> aws, Func<NativeCredentials?> credentials, CancellationToken cancel)
    {
        var request = new JsonObject
        {
            ["logGroupName"] = target.Group,
            ["logStreamName"] = target.Stream,
            ["logEvents"] = new JsonArray([.. events.Select(e => (JsonNode)new JsonObject { ["timestamp"] = e.Timestamp, ["message"] = e.Message })]),
        };
        long? toldAt = null;
        while (true)
        {
            try
            {
                await aws().Call("logs", Target + "PutLogEvents", request, credentials() ?? throw new LogSetupException("The task has no execution role."), cancel);
                return;
            }
            catch (AwsCallException refused) when (refused.Code is "ResourceNotFoundException" or "InvalidParameterException")
            {
                // The stream was deleted under us, or the lines are such that nobody takes them: later ones must not wait for ever.
                NodeMeter.LinesDropped.Add(events.Count);
                LogDropped(log, events.Count, target.Stream, refused.Message);
                return;
            }
            catch (Exception failure) when (failure is AwsCallException or HttpRequestException)
            {
                if (toldAt is not { } told || clock.GetElapsedTime(told) >= OutputCarrier.TellInterval)
                {
                    LogRetried(log, target.Stream, failure.Message);
                    toldAt = clock.GetTimestamp();
                }

                await Task.Delay(RetryPause, clock, cancel);
            }
        }
    }

    private static string TaskId(NativeTask task) => task.TaskArn[(task.TaskArn.LastIndexOf('/') + 1)..];

    [LoggerMessage(3401, LogLevel.Warning, "{Count} lines for {Stream} were dropped: {Reason}")]
    private static partial void LogDropped(ILogger log, int count, string stream, string reason);

    [LoggerMessage(3402, LogLevel.Warning, "Lines for {Stream} did not arrive and are sent again: {Reason}")]
    private static partial void LogRetried(ILogger log, string stream, string reason);
}

/// <summary>A container's log cannot be opened.</summary>
internal sealed class LogSetupException(string message, Exception? cause = null) : StartFailedException("ResourceInitializationError", message, cause);
