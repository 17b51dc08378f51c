using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Testing.Records;

namespace Berth.Fuzz.Tests.Agent;

/// <summary>Frames of the agent's websockets: what is read is whole, so that neither side falls over a hole in it.</summary>
public sealed class AgentFuzz
{
    private static readonly NativeTask Order = SampleOrders.Task(new NativeContainer
    {
        ContainerArn = "arn",
        RuntimeId = "0123-1",
        Name = "app",
        Image = "busybox",
        Command = ["true"],
        Environment = new Dictionary<string, string> { ["A"] = "1" },
        Ports = [new(80, 80, "tcp")],
        DependsOn = [new("side", "START")],
        HealthCheck = new(["CMD", "true"], 30, 5, 3, 0),
        Ulimits = [new("nofile", 1, 2)],
        MountPoints = [new("data", "/data", false)],
    });

    private static readonly (string Text, Func<JsonElement, object?> Read)[] Samples =
    [
        (AgentFrame.Write(new HeartbeatMessage("m", true)), AgentFrame.As<HeartbeatMessage>),
        (AgentFrame.Write(new HeartbeatAckRequest("m")), AgentFrame.As<HeartbeatAckRequest>),
        (AgentFrame.Write(new AckRequest("c", "i", "7|arn")), AgentFrame.As<AckRequest>),
        (AgentFrame.Write(new IamRoleCredentialsMessage("m", "arn", IamRoleCredentialsMessage.TaskExecution, new("i", "r", "a", "s", "t", "2036-11-23T00:00:00Z"))), AgentFrame.As<IamRoleCredentialsMessage>),
        (AgentFrame.Write(new IamRoleCredentialsAckRequest("m", "2036-11-23T00:00:00Z", "i")), AgentFrame.As<IamRoleCredentialsAckRequest>),
        (AgentFrame.Write(new PublishMetricsRequest(new("c", "i", "m", false, true), 1.5, [new("t", "c", "f", "1", [new("app", "arn", new(1, 2, 3, 4), null)])])), AgentFrame.As<PublishMetricsRequest>),
        (AgentFrame.Write(new PayloadMessage("m", "c", "i", 1, 2, [new("t", "c", "f", "1", "RUNNING", "{}", Order)])), AgentFrame.As<PayloadMessage>),
    ];

    [Fact]
    public Task A_message_is_whole_or_none() => Campaign.Run(dice =>
    {
        var (good, read) = dice.Pick(Samples);
        var bytes = JsonText.Of(Mutation.OfJson(JsonNode.Parse(good), dice));
        var text = Encoding.UTF8.GetString(dice.OneIn(4) ? Mutation.OfBytes(bytes, dice) : bytes);
        if (AgentFrame.Read(text) is not { } frame || read(frame.Message) is not { } message) return;
        if (Whole.Hole(message) is { } hole) throw new InvalidOperationException($"{hole} is null after reading {text}");
    });

    [Fact]
    public Task A_task_on_disk_is_whole_or_none() => Campaign.Run(dice =>
    {
        var text = Encoding.UTF8.GetString(JsonText.Of(Mutation.OfJson(JsonNode.Parse(AgentFrame.WriteTask(Order)), dice)));
        try
        {
            if (Whole.Hole(AgentFrame.ReadTask(text)) is { } hole) throw new InvalidOperationException($"{hole} is null after reading {text}");
        }
        catch (JsonException)
        {
            // Said no.
        }
    });

    [Fact]
    public Task A_telemetry_frame_has_its_headers_and_its_text() => Campaign.Run(dice =>
    {
        var good = TcsFrame.Write([new("Authorization", "AWS4-HMAC-SHA256 Credential=a"), new("Host", "h"), new("X-Amz-Date", "20261124T000000Z")], """{"type":"x"}""");
        var text = Mutation.OfText(good, dice);
        if (TcsFrame.Read(text) is { } read && !text.EndsWith(read.Json, StringComparison.Ordinal)) throw new InvalidOperationException($"{read.Json} is not the end of {text}");
    });
}
