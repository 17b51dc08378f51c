using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Domain.Diagnosis;
using Berth.Node.Aws;
using Berth.Node.Images;
using Berth.Node.Reconcile;
using Berth.Testing.Records;
using Berth.Testing.Time;

namespace Berth.Node.Tests.Reconcile;

/// <summary>What the execution role fetches at a task's start: what containers get, what is told when it fails, and where values never are.</summary>
public sealed class StartSecretsTests
{
    private const string Secret = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db-AbCdEf";
    private const string Head = "ResourceInitializationError: unable to pull secrets or registry auth: ";

    [Fact]
    public async Task A_container_gets_whole_secrets_keys_of_them_and_parameters_and_each_is_asked_for_once()
    {
        using var node = new NodeUnderTest(clock: new HastyTime());
        node.Answers = Values;
        NativeSecret[] secrets = [new("WHOLE", Secret), new("USER", Secret + ":user::"), new("PORT", Secret + ":port::"), new("ONE", "/app/one"), new("TWO", "arn:aws:ssm:ap-northeast-1:123456789012:parameter/two")];
        var container = Container() with { Secrets = secrets, Environment = new Dictionary<string, string> { ["PLAIN"] = "said" } };
        using var calls = new StartCalls(node.Parts, node.Ways.Open(SampleOrders.Task(container)), Metadata.SampleSights.Keys, TestContext.Current.CancellationToken);
        var prepared = await calls.Prepare(container);
        Assert.Equal(
            ["ONE=uno-value", "PLAIN=said", "PORT=5432", "TWO=second", "USER=me", "WHOLE={\"user\":\"me\",\"port\":5432}"],
            prepared.Environment.Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain("uno-value", prepared.ToString(), StringComparison.Ordinal);
        Assert.Equal(["task GetParameters", "task GetSecretValue"], node.Ways.Calls.Where(c => c.Contains("Get", StringComparison.Ordinal) && !c.EndsWith("Token", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Secret, "AccessDeniedException", "User: x is not authorized", "execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret " + Secret
        + " from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: id, api error AccessDeniedException: User: x is not authorized")]
    [InlineData(Secret, "ResourceNotFoundException", "gone", "execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret " + Secret
        + " from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: id, ResourceNotFoundException: gone")]
    [InlineData("/app/one", "AccessDeniedException", "no", "execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): operation error SSM: GetParameters, https response error StatusCode: 400, RequestID: id, api error AccessDeniedException: no")]
    public async Task A_refusal_is_told_in_ECSs_words(string valueFrom, string code, string message, string words)
    {
        using var node = new NodeUnderTest(clock: new HastyTime());
        node.Answers = target => target.Contains("GetSecretValue", StringComparison.Ordinal) || target.Contains("GetParameters", StringComparison.Ordinal) ? throw new AwsCallException(code, message, 400, "id") : null;
        Assert.Equal(Head + words, await Reason(node, new NativeSecret("A", valueFrom)));
    }

    [Theory]
    [InlineData("CreateLogStream", "ResourceNotFoundException", "The specified log group does not exist.", "stream: operation error CloudWatch Logs: CreateLogStream, https response error StatusCode: 400, RequestID: id, ResourceNotFoundException: The specified log group does not exist. : exit status 1")]
    [InlineData("CreateLogStream", "AccessDeniedException", "User: x", "stream: operation error CloudWatch Logs: CreateLogStream, https response error StatusCode: 400, RequestID: id, api error AccessDeniedException: User: x : exit status 1")]
    [InlineData("CreateLogGroup", "AccessDeniedException", "User: x", "group: operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, RequestID: id, api error AccessDeniedException: User: x : exit status 1")]
    public async Task A_refusal_of_the_logs_is_told_in_ECSs_words(string operation, string code, string message, string words)
    {
        using var node = new NodeUnderTest(clock: new HastyTime());
        node.Answers = target => target.EndsWith(operation, StringComparison.Ordinal) ? throw new AwsCallException(code, message, 400, "id") : Values(target);
        Assert.Equal(
            "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log " + words,
            await Reason(node, Container() with { Log = new("group", "ap-northeast-1", "stream", CreateGroup: true) }));
    }

    [Theory]
    [InlineData(Secret + ":absent::", "execution resource retrieval failed: unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key absent")]
    [InlineData("/app/absent", "execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /app/absent")]
    public async Task What_is_not_there_is_named(string valueFrom, string words)
    {
        using var node = new NodeUnderTest(clock: new HastyTime());
        node.Answers = Values;
        Assert.Equal(Head + words, await Reason(node, new NativeSecret("A", valueFrom)));
    }

    [Theory]
    [InlineData(Secret, "GetSecretValue", "secretsmanager:GetSecretValue", "The task can't pull secrets from AWS Secrets Manager. There is a connection issue between the task and Secrets Manager. Check your task network configuration.")]
    [InlineData("/app/one", "GetParameters", "ssm:GetParameters", "The task cannot pull secrets from AWS Systems Manager Parameter Store. Check your network connection between the task and AWS Systems Manager.")]
    public async Task A_call_that_finds_no_way_is_told_and_kept(string valueFrom, string operation, string call, string words)
    {
        using var node = new NodeUnderTest(clock: new HastyTime());
        node.Ways.Cut[operation] = CallFailure.Unreachable;
        Assert.StartsWith(Head + words, await Reason(node, new NativeSecret("A", valueFrom)), StringComparison.Ordinal);
        Assert.Equal(call, node.Reports.Single(r => r.Status == "STOPPED").FailedCall!.Call);
    }

    [Fact]
    public async Task No_value_lies_in_a_file_of_the_node_or_in_a_report()
    {
        using var node = new NodeUnderTest(clock: new HastyTime());
        node.Answers = Values;
        await Run(node, new NativeSecret("ONE", "/app/one"), new NativeSecret("USER", Secret + ":user::"));
        await node.Reported(r => r.Status == "RUNNING");
        foreach (var file in Directory.EnumerateFiles(node.Folder, "*", SearchOption.AllDirectories)) Assert.DoesNotContain("uno-value", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("uno-value", string.Concat(node.Reports), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registrys_login_is_what_its_secret_says()
    {
        Logins? logins = null;
        using var node = new NodeUnderTest(images: _ => logins = new(), clock: new HastyTime());
        node.Answers = target => target == "secretsmanager.GetSecretValue" ? new() { ["SecretString"] = """{"username":"me","password":"s3cret"}""" } : null;
        await Apply(node, Container() with { CredentialsParameter = "registry" });
        await node.Reported(r => r.Status == "RUNNING");
        Assert.Equal(Convert.ToBase64String("me:s3cret"u8), logins!.Last!.BasicToken);
        Assert.DoesNotContain("s3cret", logins.Last.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("""{"username":"me"}""")]
    [InlineData("""{"username":1,"password":2}""")]
    [InlineData("[]")]
    public async Task A_login_of_another_shape_is_refused_without_a_word_of_it(string text)
    {
        using var node = new NodeUnderTest(clock: new HastyTime());
        node.Answers = target => target == "secretsmanager.GetSecretValue" ? new() { ["SecretString"] = text } : null;
        await Apply(node, Container() with { CredentialsParameter = "registry" });
        await node.Reported(r => r.Status == "STOPPED");
        Assert.Equal(
            Head + "execution resource retrieval failed: unable to retrieve secret from asm: unable to unmarshal secret registry: it must be a JSON object with 'username' and 'password'",
            node.Reports.Single(r => r.Status == "STOPPED").Containers[0].Reason);
    }

    [Fact]
    public async Task A_log_group_that_is_a_secret_is_where_the_stream_is_made()
    {
        using var node = new NodeUnderTest(clock: new HastyTime());
        JsonObject? asked = null;
        node.Answers = Values;
        node.Asked = (target, request) => asked = target.EndsWith("CreateLogStream", StringComparison.Ordinal) ? request : asked;
        await Apply(node, Container() with { Log = new("", "ap-northeast-1", "stream", false) { SecretOptions = [new("awslogs-group", "/app/one")] } });
        await node.Reported(r => r.Status == "RUNNING");
        Assert.Equal("uno-value", asked!["logGroupName"]!.GetValue<string>());
    }

    private static JsonObject? Values(string target) => target switch
    {
        "secretsmanager.GetSecretValue" => new() { ["SecretString"] = "{\"user\":\"me\",\"port\":5432}" },
        "AmazonSSM.GetParameters" => new()
        {
            ["Parameters"] = new JsonArray(
                new JsonObject { ["Name"] = "/app/one", ["ARN"] = "arn:aws:ssm:ap-northeast-1:123456789012:parameter/app/one", ["Value"] = "uno-value" },
                new JsonObject { ["Name"] = "two", ["ARN"] = "arn:aws:ssm:ap-northeast-1:123456789012:parameter/two", ["Value"] = "second" }),
        },
        _ => null,
    };

    private static Task<string?> Reason(NodeUnderTest node, params NativeSecret[] secrets) => Reason(node, Container() with { Secrets = secrets });

    private static async Task<string?> Reason(NodeUnderTest node, NativeContainer container)
    {
        await Apply(node, container);
        await node.Reported(r => r.Status == "STOPPED");
        return node.Reports.Single(r => r.Status == "STOPPED").Containers[0].Reason;
    }

    private static Task Run(NodeUnderTest node, params NativeSecret[] secrets) => Apply(node, Container() with { Secrets = secrets });

    private static async Task Apply(NodeUnderTest node, NativeContainer container)
    {
        await node.Tasks.Start(CancellationToken.None);
        await node.Tasks.Apply(SampleOrders.Task(container) with { ExecutionCredentials = Metadata.SampleSights.Keys }, CancellationToken.None);
    }

    private static NativeContainer Container() => new() { ContainerArn = "arn", RuntimeId = $"{NodeUnderTest.SampleTasksId}-0000000001", Name = "app", Image = "example.com/web:1" };

    /// <summary>Images that everybody gets; remembers how it was asked for the last one.</summary>
    private sealed class Logins : IImageStore
    {
        public RegistryAuthorization? Last { get; private set; }

        public Task<PulledImage> Pull(ImageReference reference, RegistryAuthorization? authorization, HttpMessageHandler connections, CancellationToken cancel)
        {
            Last = authorization;
            return Task.FromResult(new PulledImage(reference, "sha256:1", "", new() { Command = ["run"] }));
        }
    }
}
