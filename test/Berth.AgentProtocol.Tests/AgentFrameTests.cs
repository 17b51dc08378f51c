using System.Text.Json;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.AgentProtocol.Tests;

public sealed class AgentFrameTests
{
    [Fact]
    public void A_message_is_framed_with_its_type_and_without_what_is_absent()
    {
        var payload = new PayloadMessage("m-1", "cluster", "instance", 7, 1, [new PayloadTask("arn", "cluster", "web", "1", "RUNNING", "{}", null)]);
        var text = AgentFrame.Write(payload);
        Assert.Equal(
            """{"type":"PayloadMessage","message":{"messageId":"m-1","clusterArn":"cluster","containerInstanceArn":"instance","seqNum":7,"generatedAt":1,"tasks":[{"arn":"arn","taskClusterArn":"cluster","family":"web","version":"1","desiredStatus":"RUNNING","overrides":"{}"}]}}""",
            text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"\udc00"}""")]
    public void What_is_no_frame_is_not_read(string text) => Assert.Null(AgentFrame.Read(text));

    [Theory]
    [InlineData("""{"type":"AckRequest"}""")]
    [InlineData("""{"type":"AckRequest","message":[]}""")]
    [InlineData("""{"type":"AckRequest","message":{"cluster":"c","containerInstance":"i"}}""")]
    [InlineData("""{"type":"AckRequest","message":{"cluster":"c","containerInstance":"i","messageId":null}}""")]
    [InlineData("""{"type":"HeartbeatMessage","message":{"messageId":{}}}""")]
    public void A_message_that_lacks_what_it_needs_is_not_one(string text)
    {
        var frame = AgentFrame.Read(text)!.Value;
        Assert.Null(frame.Type == "HeartbeatMessage" ? AgentFrame.As<HeartbeatMessage>(frame.Message) : AgentFrame.As<AckRequest>(frame.Message));
    }

    [Theory]
    [InlineData("[null]")]
    [InlineData("""[{"arn":null,"taskClusterArn":"c","family":"f","version":"1","desiredStatus":"RUNNING","overrides":"{}"}]""")]
    public void An_order_with_holes_is_none(string tasks)
    {
        var frame = AgentFrame.Read($$$"""{"type":"PayloadMessage","message":{"messageId":"m","clusterArn":"c","containerInstanceArn":"i","seqNum":1,"generatedAt":1,"tasks":{{{tasks}}}}}""")!.Value;
        Assert.Null(AgentFrame.As<PayloadMessage>(frame.Message));
    }

    [Fact]
    public void What_was_written_is_read() => Gen.Select(Gen.String, Gen.Bool).Sample((id, healthy) =>
    {
        var (type, message) = AgentFrame.Read(AgentFrame.Write(new HeartbeatMessage(id, healthy)))!.Value;
        Assert.Equal("HeartbeatMessage", type);
        Assert.Equal(new HeartbeatMessage(id, healthy), AgentFrame.As<HeartbeatMessage>(message));
    });

    [Fact]
    public void Members_of_a_newer_sender_are_ignored()
    {
        var (_, message) = AgentFrame.Read("""{"type":"AckRequest","message":{"cluster":"c","containerInstance":"i","messageId":"m","colour":"red"}}""")!.Value;
        Assert.Equal(new AckRequest("c", "i", "m"), AgentFrame.As<AckRequest>(message));
    }

    [Fact]
    public void A_whole_task_survives_its_text()
    {
        var task = SampleOrders.Task(new NativeContainer
        {
            ContainerArn = "c",
            RuntimeId = "r",
            Name = "app",
            Image = "busybox",
            Command = ["a", ""],
            Environment = new Dictionary<string, string> { ["A"] = "1=2" },
            Log = new("g", "r", "s", true),
        }) with
        { ExecutionCredentials = new("id", "role", "ASIA", "secret", "token", DateTimeOffset.UnixEpoch) };
        Assert.Equal(AgentFrame.WriteTask(task), AgentFrame.WriteTask(AgentFrame.ReadTask(AgentFrame.WriteTask(task))));
        Assert.Equal("token", AgentFrame.ReadTask(AgentFrame.WriteTask(task)).ExecutionCredentials!.SessionToken);
    }

    [Fact]
    public void Text_that_is_no_task_is_an_error() => Assert.Throws<JsonException>(() => AgentFrame.ReadTask("""{"generation":1}"""));

    [Fact]
    public void A_secret_is_never_part_of_what_a_log_would_show()
    {
        var credentials = new NativeCredentials("id", "role", "ASIA", "very-secret", "very-secret-token", DateTimeOffset.UnixEpoch);
        Assert.DoesNotContain("very-secret", credentials.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", new AgentRoleCredentials("id", "role", "ASIA", "very-secret", "very-secret-token", "").ToString(), StringComparison.Ordinal);
    }
}
