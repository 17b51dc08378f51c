using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>The keys that containers find at 169.254.170.2: their task's own, good for exactly what its role says, for as long as it lives.</summary>
[Collection(OneAccessInstallation.Name)]
public sealed class TaskRoleTests(AccessInstallation berth)
{
    private const string Endpoint = "http://169.254.170.2";
    private readonly Driving.Aws aws = berth.Aws;
    private readonly AccessScenery scenery = berth.Scenery;

    [Fact]
    public async Task They_may_exactly_what_the_task_role_says_at_each_moment()
    {
        var (open, closed) = (await scenery.Secret("exact/open", "for the task"), await scenery.Secret("exact/closed", "for nobody"));
        var (arn, _) = await Run("exact", AccessScenery.Allow("*", "ecs:ListClusters"), AccessScenery.Allow(open, "secretsmanager:GetSecretValue"));
        var task = As(await KeysOf(arn));
        var me = $"arn:aws:sts::123456789012:assumed-role/exact-app/{Scenery.IdOf(arn)}";
        Assert.Equal(me, NetworkScenery.Text(await task.Json("sts", "get-caller-identity"), "Arn"));
        await task.Json("ecs", "list-clusters");
        Assert.Equal("for the task", NetworkScenery.Text(await task.Json("secretsmanager", "get-secret-value", "--secret-id", open), "SecretString"));

        await Refuses(task, me, "secretsmanager:GetSecretValue", closed, "secretsmanager", "get-secret-value", "--secret-id", closed);

        // The execution role may, and that is another one.
        await Refuses(task, me, "ecr:GetAuthorizationToken", "*", "ecr", "get-authorization-token");
        var status = await scenery.Network.Status(arn);
        Assert.Contains("\n  ecr:GetAuthorizationToken on * was refused to the task role exact-app.\n  No policy of exact-app permits it.\n", status, StringComparison.Ordinal);

        await scenery.Permit("exact-app", AccessScenery.Allow("*", "ecr:GetAuthorizationToken"));
        await task.Json("ecr", "get-authorization-token");
        await Refuses(task, me, "ecs:ListClusters", "*", "ecs", "list-clusters");
        await scenery.Network.Stop(arn);
    }

    [Fact]
    public async Task They_die_with_the_task()
    {
        var (arn, _) = await Run("mortal", AccessScenery.Allow("*", "ecs:ListClusters"));
        var task = As(await KeysOf(arn));
        await task.Json("ecs", "list-clusters");
        await scenery.Network.Stop(arn);
        Assert.Contains("An error occurred (ExpiredTokenException) when calling the ListClusters operation: ", await task.Refusal("ecs", "list-clusters"), StringComparison.Ordinal);
        Assert.Contains("An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: ", await task.Refusal("sts", "get-caller-identity"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_task_gets_neither_anothers_nor_those_of_an_execution_role()
    {
        var (first, definition) = await Run("mine", AccessScenery.Allow("*", "ecs:ListClusters"));
        var (other, _) = await Run("theirs", AccessScenery.Allow("*", "ecr:GetAuthorizationToken"));
        var again = await scenery.Run(definition);
        await scenery.Network.Running(again);

        // Each asked from its own network, and each its own role's, in its own name.
        foreach (var (arn, role) in (IEnumerable<(string Arn, string Role)>)[(first, "mine-app"), (other, "theirs-app"), (again, "mine-app")])
        {
            var keys = await KeysOf(arn);
            Assert.EndsWith(":role/" + role, NetworkScenery.Text(keys, "RoleArn"), StringComparison.Ordinal);
            Assert.EndsWith($":assumed-role/{role}/{Scenery.IdOf(arn)}", NetworkScenery.Text(await As(keys).Json("sts", "get-caller-identity"), "Arn"), StringComparison.Ordinal);
        }

        // Who knows another's path gets nothing by it, though the role be the same.
        foreach (var (asking, owner) in (IEnumerable<(string Asking, string Owner)>)[(first, other), (other, first), (first, again), (again, first)])
        {
            var answer = await scenery.Network.Curl(asking, Endpoint + await PathOf(owner), "--write-out", "%{http_code}");
            Assert.Equal("""{"code":"InvalidIdInRequest","message":"CredentialsV2Request: Credentials not found","HTTPErrorCode":400}400""", answer.Output);
        }

        await scenery.Network.Stop(first, other, again);
    }

    [Fact]
    public async Task A_task_without_a_role_finds_none()
    {
        var definition = await scenery.Definition("roleless", await scenery.Role("roleless", AccessScenery.Allow("*", AccessScenery.Needed)));
        var arn = await scenery.Run(definition);
        await scenery.Network.Running(arn);
        Assert.DoesNotContain(await NetworkScenery.Variables(arn), v => v.StartsWith("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=", StringComparison.Ordinal));
        var answer = await scenery.Network.Curl(arn, Endpoint + "/v2/credentials/", "--write-out", "%{http_code}");
        Assert.EndsWith("400", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SecretAccessKey", answer.Output, StringComparison.Ordinal);
        await scenery.Network.Stop(arn);
    }

    /// <summary>Runs a task with a role of its own beside the execution role.</summary>
    private async Task<(string Arn, string Definition)> Run(string name, params string[] statements)
    {
        var execution = await scenery.Role(name + "-execution", AccessScenery.Allow("*", AccessScenery.Needed));
        var definition = await scenery.Definition(name, execution, taskRoleArn: await scenery.Role(name + "-app", statements));
        var arn = await scenery.Run(definition);
        await scenery.Network.Running(arn);
        return (arn, definition);
    }

    private static Task<string> PathOf(string arn) => NetworkScenery.Variable(arn, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");

    /// <summary>As the task's own containers find them.</summary>
    private async Task<JsonNode> KeysOf(string arn)
    {
        var answer = await scenery.Network.Curl(arn, Endpoint + await PathOf(arn));
        Assert.True(answer.ExitCode == 0, answer.ToString());
        return JsonNode.Parse(answer.Output)!;
    }

    private Driving.Aws As(JsonNode keys) => aws.With(NetworkScenery.Text(keys, "AccessKeyId"), NetworkScenery.Text(keys, "SecretAccessKey"), NetworkScenery.Text(keys, "Token"));

    private static async Task Refuses(Driving.Aws task, string user, string action, string resource, params string[] command) => Assert.EndsWith(
        $" User: {user} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action", await task.Refusal(command), StringComparison.Ordinal);
}
