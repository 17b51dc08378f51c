using System.Text;
using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Node.Aws;
using Berth.Node.Metadata;

namespace Berth.Node.Tests.Metadata;

public sealed class TaskProtectionStateTests
{
    private readonly NativeTask order = SampleSights.Running().Order;
    private readonly List<(string Target, string Request, string AccessKeyId)> calls = [];
    private Func<JsonObject> answer = () => throw new InvalidOperationException("Nobody should have asked.");

    private string Id => order.Containers[0].RuntimeId;

    [Fact]
    public async Task A_task_reads_its_protection_with_its_roles_keys()
    {
        answer = () => new() { ["protectedTasks"] = new JsonArray(new JsonObject { ["taskArn"] = order.TaskArn, ["protectionEnabled"] = true, ["expirationDate"] = 1_640_037_464.837 }), ["failures"] = new JsonArray() };
        await Told("GET", null, 200, $$$"""{"protection":{"ExpirationDate":"2021-12-20T21:57:44.837Z","ProtectionEnabled":true,"TaskArn":"{{{order.TaskArn}}}"}}""");
        var (target, request, key) = Assert.Single(calls);
        Assert.Equal(("AmazonEC2ContainerServiceV20141113.GetTaskProtection", order.TaskCredentials!.AccessKeyId), (target, key));
        Assert.Equal($$"""{"cluster":"{{order.ClusterArn}}","tasks":["{{order.TaskArn}}"]}""", request);
    }

    [Theory]
    [InlineData("""{"ProtectionEnabled":true,"ExpiresInMinutes":60}""", ",\"protectionEnabled\":true,\"expiresInMinutes\":60}")]
    [InlineData("""{"ProtectionEnabled":false}""", ",\"protectionEnabled\":false}")]
    public async Task A_task_changes_its_protection(string body, string asked)
    {
        answer = () => new() { ["protectedTasks"] = new JsonArray(new JsonObject { ["taskArn"] = order.TaskArn, ["protectionEnabled"] = false }), ["failures"] = new JsonArray() };
        await Told("PUT", body, 200, $$$"""{"protection":{"ExpirationDate":null,"ProtectionEnabled":false,"TaskArn":"{{{order.TaskArn}}}"}}""");
        Assert.EndsWith(asked, Assert.Single(calls).Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_told_as_one()
    {
        answer = () => new() { ["protectedTasks"] = new JsonArray(), ["failures"] = new JsonArray(new JsonObject { ["arn"] = order.TaskArn, ["reason"] = "TASK_NOT_VALID" }) };
        await Told("GET", null, 200, $$$"""{"failure":{"Arn":"{{{order.TaskArn}}}","Detail":null,"Reason":"TASK_NOT_VALID"}}""");
    }

    [Fact]
    public async Task What_ECS_refuses_is_told_with_its_code_and_request()
    {
        answer = () => throw new AwsCallException("AccessDeniedException", "no", 400, "r-1");
        await Told("GET", null, 400, $$$"""{"requestID":"r-1","error":{"Arn":"{{{order.TaskArn}}}","Code":"AccessDeniedException","Message":"no"}}""");
        answer = () => throw new HttpRequestException("nobody");
        await Told("GET", null, 500, $$$"""{"error":{"Arn":"{{{order.TaskArn}}}","Code":"ServerException","Message":"ECS could not be reached."}}""");
        answer = () => new();
        await Told("GET", null, 500, $$$"""{"error":{"Arn":"{{{order.TaskArn}}}","Code":"ServerException","Message":"Unexpected error occurred"}}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"ProtectionEnabled":"yes"}""")]
    [InlineData("""{"ProtectionEnabled":true,"Other":1}""")]
    public Task What_cannot_be_read_is_refused(string body) => Told("PUT", body, 400, """{"error":{"Code":"InvalidParameterException","Message":"UpdateTaskProtection: failed to decode request"}}""");

    [Fact]
    public async Task What_asks_for_nothing_and_who_is_nobody_is_refused()
    {
        await Told("PUT", "{}", 400, $$$"""{"error":{"Arn":"{{{order.TaskArn}}}","Code":"InvalidParameterException","Message":"Invalid request: does not contain 'ProtectionEnabled' field"}}""");
        await Told("GET", null, 404, """{"error":{"Code":"ResourceNotFoundException","Message":"Failed to find a task for the request"}}""", id: "x");
        await Told("GET", null, 403, $$$"""{"error":{"Arn":"{{{order.TaskArn}}}","Code":"AccessDeniedException","Message":"Invalid Request: no task IAM role credentials available for task"}}""", order with { TaskCredentials = null });
        await Told("DELETE", null, 405, "");
        Assert.Empty(calls);
    }

    private async Task Told(string method, string? body, int status, string text, NativeTask? task = null, string? id = null)
    {
        var state = new TaskProtectionState(new Control(this), TimeProvider.System);
        var told = await state.Answer(new("/", method, body is null ? null : Encoding.UTF8.GetBytes(body)), task ?? order, id ?? Id, CancellationToken.None);
        Assert.Equal((status, text), (told.Status, Encoding.UTF8.GetString(told.Body)));
    }

    private sealed class Control(TaskProtectionStateTests test) : IAwsClient
    {
        public Task<JsonObject> Call(string service, string target, JsonObject request, NativeCredentials credentials, CancellationToken cancel)
        {
            test.calls.Add((target, request.ToJsonString(), credentials.AccessKeyId));
            return Task.FromResult(test.answer());
        }
    }
}
