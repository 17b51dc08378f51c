using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Access;

namespace Berth.Acceptance.Driving;

/// <summary>
/// A task whose start needs everything that an execution role can be asked for: an image, a log group made on the way, a secret under a customer's key, a parameter, a file of variables. And roles that may exactly what a test says.
/// </summary>
internal sealed class AccessScenery(BerthInstallation installation)
{
    public const string Image = "access";
    public const string SecretName = "access/login";
    public const string ParameterName = "/access/greeting";
    public const string Bucket = "access-files";
    public const string FileArn = $"arn:aws:s3:::{Bucket}/app.env";

    /// <summary>What the start of <see cref="Definition"/> asks of its execution role.</summary>
    public static readonly IReadOnlyList<string> Needed =
    [
        "ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents",
        "secretsmanager:GetSecretValue", "kms:Decrypt", "ssm:GetParameters", "s3:GetObject", "s3:GetBucketLocation",
    ];

    private readonly Aws aws = installation.Aws;
    private readonly Scenery scenery = new(installation);
    private TestVpc vpc = null!;

    public NetworkScenery Network { get; } = new(installation);

    public string SecretArn { get; private set; } = "";

    /// <summary>Of the customer's key that the secret is under.</summary>
    public string KeyArn { get; private set; } = "";

    /// <summary>Unmistakable, also among the bytes of a whole disk.</summary>
    public string Password { get; } = Word();

    private ApiClient Api => Network.Api;

    public static string Word() => "w" + RandomNumberGenerator.GetHexString(31, lowercase: true);

    public async Task Prepare()
    {
        await scenery.Image(Image);
        vpc = await Network.PublicVpc();
        KeyArn = NetworkScenery.Text((await aws.Json("kms", "create-key"))["KeyMetadata"]!, "Arn");
        SecretArn = await Secret(SecretName, new JsonObject { ["user"] = "admin", ["password"] = Password }.ToJsonString(), KeyArn);
        await aws.Json("ssm", "put-parameter", "--name", ParameterName, "--type", "String", "--value", "good day");
        await aws.Json("s3api", "create-bucket", "--bucket", Bucket, "--create-bucket-configuration", "LocationConstraint=" + NetworkScenery.Region);
        await Upload("app.env", "FROM_FILE=yes\n");
    }

    /// <returns>Its ARN.</returns>
    public async Task<string> Secret(string name, string value, string? keyArn = null)
    {
        string[] key = keyArn is null ? [] : ["--kms-key-id", keyArn];
        return NetworkScenery.Text(await aws.Json(["secretsmanager", "create-secret", "--name", name, "--secret-string", value, .. key]), "ARN");
    }

    /// <summary>Puts a file into the bucket of files.</summary>
    public async Task Upload(string key, string text)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, text);
        await aws.Json("s3api", "put-object", "--bucket", Bucket, "--key", key, "--body", path);
        File.Delete(path);
    }

    /// <summary>A role that tasks may have, with one inline policy.</summary>
    /// <returns>Its ARN.</returns>
    public async Task<string> Role(string name, params string[] statements)
    {
        var role = await Api.Query("iam", "CreateRole", ("RoleName", name), ("AssumeRolePolicyDocument", Scenery.TrustTasks));
        if (statements.Length > 0) await Permit(name, statements);
        return role.Descendants("Arn").First().Value;
    }

    /// <summary>Gives a role other statements than it had.</summary>
    public Task Permit(string role, params string[] statements) => Api.Query("iam", "PutRolePolicy", ("RoleName", role), ("PolicyName", "own"), ("PolicyDocument", Document(statements)));

    public static string Document(params string[] statements) => $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""";

    public static string Allow(string resource, params IEnumerable<string> actions) => $$"""{"Effect":"Allow","Action":{{JsonSerializer.Serialize(actions)}},"Resource":"{{resource}}"}""";

    /// <summary>A user with keys and one inline policy.</summary>
    public async Task<Aws> User(string name, params string[] statements)
    {
        await aws.Json("iam", "create-user", "--user-name", name);
        await aws.Json("iam", "put-user-policy", "--user-name", name, "--policy-name", "own", "--policy-document", Document(statements));
        var key = (await aws.Json("iam", "create-access-key", "--user-name", name))["AccessKey"]!;
        return aws.With(NetworkScenery.Text(key, "AccessKeyId"), NetworkScenery.Text(key, "SecretAccessKey"));
    }

    /// <summary>A definition that needs everything, logging to the group <c>/access/FAMILY</c>.</summary>
    public Task<string> Definition(string family, string roleArn, Action<JsonObject>? change = null, string? taskRoleArn = null, string script = "sleep 600") =>
        scenery.Definition(family, Reference(Image), roleArn, "/access/" + family, script, container =>
        {
            container["logConfiguration"]!["options"]!["awslogs-create-group"] = "true";
            container["secrets"] = new JsonArray(Variable("PASSWORD", SecretArn + ":password::"), Variable("GREETING", ParameterName));
            container["environmentFiles"] = EnvironmentFiles(FileArn);
            change?.Invoke(container);
        }, taskRoleArn);

    public static JsonArray EnvironmentFiles(params string[] arns) => [.. arns.Select(arn => new JsonObject { ["type"] = "s3", ["value"] = arn })];

    public static JsonObject Variable(string name, string valueFrom) => new() { ["name"] = name, ["valueFrom"] = valueFrom };

    public string Reference(string repository, string tag = "1") => $"localhost:{installation.Port}/{repository}:{tag}";

    public Task<string> Run(string definition, params string[] more) => Network.Run(definition, vpc.SubnetId, vpc.TaskGroupId, publicAddress: true, more);

    /// <summary>What RunTask is told of the network.</summary>
    public string[] NetworkFlags => ["--launch-type", "FARGATE", "--network-configuration", $"awsvpcConfiguration={{subnets=[{vpc.SubnetId}],securityGroups=[{vpc.TaskGroupId}],assignPublicIp=ENABLED}}"];

    /// <summary>Runs a task that must not start.</summary>
    /// <param name="reason">With <c>{user}</c> for the session of the role, <c>{request}</c> for a request's id, and <c>{resource}</c> for a name that the test need not know.</param>
    /// <returns>What status says of it.</returns>
    public async Task<string> Fails(string definition, string role, string reason)
    {
        var arn = await Run(definition);
        var task = await Network.Settled(arn);
        Assert.Equal(("STOPPED", "TaskFailedToStart"), (NetworkScenery.Text(task, "lastStatus"), NetworkScenery.Text(task, "stopCode")));
        Says(reason.Replace("{user}", $"arn:aws:sts::123456789012:assumed-role/{role}/{Scenery.IdOf(arn)}", StringComparison.Ordinal), NetworkScenery.Text(task, "stoppedReason"));
        return await Network.Status(arn);
    }

    /// <summary>Runs a task that must start.</summary>
    public async Task Runs(string definition)
    {
        var arn = await Run(definition);
        await Network.Running(arn);
        await Network.Stop(arn);
    }

    /// <summary>Runs the one command that a status prints.</summary>
    /// <param name="chosen">What stands for each placeholder in it.</param>
    public Task Mend(string status, params (string Placeholder, string Value)[] chosen)
    {
        var line = Assert.Single(status.Split('\n'), l => l.StartsWith("  aws ", StringComparison.Ordinal)).Trim();
        foreach (var (placeholder, value) in chosen) line = line.Replace(placeholder, value, StringComparison.Ordinal);
        Assert.DoesNotContain("<", line, StringComparison.Ordinal);
        return aws.Shell(line);
    }

    public static void Says(string template, string text)
    {
        var pattern = Regex.Escape(template).Replace(Regex.Escape("{request}"), "[0-9A-Za-z-]+", StringComparison.Ordinal).Replace(Regex.Escape("{resource}"), "[^ ]+", StringComparison.Ordinal);
        Assert.Matches($"^{pattern}$", text);
    }
}
