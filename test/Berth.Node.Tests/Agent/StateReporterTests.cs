using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Domain.Diagnosis;
using Berth.Node.Agent;
using Berth.Node.Aws;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Agent;

public sealed class StateReporterTests
{
    private readonly Requests requests = new();

    [Fact]
    public async Task Evidence_travels_beside_the_stock_members()
    {
        await Report(new FailedCall("logs:CreateLogStream", "logs", "logs.ap-northeast-1.amazonaws.com", "10.0.0.9", 443, CallFailure.TimedOut));
        Assert.Equal(
            """{"call":"logs:CreateLogStream","service":"logs","hostName":"logs.ap-northeast-1.amazonaws.com","port":443,"failure":"TimedOut","address":"10.0.0.9"}""",
            requests.Last!["berthFailedCall"]!.ToJsonString());
        Assert.Equal("STOPPED", (string?)requests.Last["status"]);
    }

    [Fact]
    public async Task A_name_that_was_not_found_has_no_address_and_a_report_without_evidence_no_member()
    {
        await Report(new FailedCall("registry:GetManifest", "docker.io", "registry-1.docker.io", null, 443, CallFailure.NameNotFound));
        Assert.False(requests.Last!["berthFailedCall"]!.AsObject().ContainsKey("address"));
        await Report(null);
        Assert.False(requests.Last.ContainsKey("berthFailedCall"));
    }

    private Task Report(FailedCall? call) => new StateReporter(requests, requests, TimeProvider.System, NullLogger<StateReporter>.Instance).Report(
        new("arn:aws:ecs:ap-northeast-1:123456789012:task/default/0123456789abcdef0123456789abcdef", "STOPPED", "why", null, null, null, [], null, call), TestContext.Current.CancellationToken);

    private sealed class Requests : IAwsClient, IInstanceCredentials
    {
        public JsonObject? Last { get; private set; }

        public Task<JsonObject> Call(string service, string target, JsonObject request, NativeCredentials credentials, CancellationToken cancel)
        {
            Last = request;
            return Task.FromResult(new JsonObject());
        }

        public ValueTask<NativeCredentials> Get(CancellationToken cancel) => ValueTask.FromResult(Metadata.SampleSights.Keys);
    }
}
