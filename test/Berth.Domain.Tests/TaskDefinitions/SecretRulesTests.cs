using Berth.Domain.Profiles;
using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.TaskDefinitions;

public sealed class SecretRulesTests
{
    private const string Secret = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db-AbCdEf";
    private static readonly Profile Handbook = SampleProfiles.Read("handbook");

    [Theory]
    [InlineData(Secret, Secret + " - - -")]
    [InlineData(Secret + ":password::", Secret + " password - -")]
    [InlineData(Secret + ":password:AWSPREVIOUS:", Secret + " password AWSPREVIOUS -")]
    [InlineData(Secret + ":::v1", Secret + " - - v1")]
    [InlineData("arn:aws:ssm:ap-northeast-1:123456789012:parameter/app/key", "parameter arn:aws:ssm:ap-northeast-1:123456789012:parameter/app/key")]
    [InlineData("/app/key", "parameter /app/key")]
    [InlineData("key:3", "parameter key:3")]
    [InlineData("", null)]
    [InlineData("arn:aws:s3:::bucket/key", null)]
    [InlineData("arn:aws:ssm:x", null)]
    [InlineData(Secret + ":a:b:c:d", null)]
    public void A_reference_is_read(string valueFrom, string? read) => Assert.Equal(read, SecretReference.Parse(valueFrom) switch
    {
        SecretReference.SecretsManager s => $"{s.SecretId} {s.JsonKey ?? "-"} {s.VersionStage ?? "-"} {s.VersionId ?? "-"}",
        SecretReference.Parameter p => "parameter " + p.Name,
        _ => null,
    });

    [Fact]
    public void Safety_any_text_is_judged() => Gen.String.Sample(text => _ = (SecretReference.Parse(text), SecretReference.Parse("arn:" + text), ObjectReference.Parse("arn:aws:s3:::" + text)));

    [Theory]
    [InlineData("arn:aws:s3:::bucket/a/b.env", "bucket", "a/b.env")]
    [InlineData("arn:aws:s3:::bucket/", null, null)]
    [InlineData("arn:aws:s3:::/key", null, null)]
    [InlineData("arn:aws:s3:::bucket", null, null)]
    [InlineData("bucket/key", null, null)]
    public void An_object_is_found_in_its_ARN(string arn, string? bucket, string? key) => Assert.Equal((bucket, key), (ObjectReference.Parse(arn)?.Bucket, ObjectReference.Parse(arn)?.Key));

    [Fact]
    public void What_the_execution_role_fetches_needs_one()
    {
        Assert.Equal(["When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."], Faults(new() { Secrets = [new("A", Secret)] }, role: null));
        Assert.Equal(["When you are specifying environment files, you must also specify a value for 'executionRoleArn'."], Faults(new() { EnvironmentFiles = [new("arn:aws:s3:::b/f.env", "s3")] }, role: null));
        Assert.Equal(["When you are specifying repository credentials, you must also specify a value for 'executionRoleArn'."], Faults(new() { CredentialsParameter = "registry" }, role: null));
    }

    [Fact]
    public void Names_are_unique_and_references_make_sense()
    {
        Assert.Empty(Faults(new() { Secrets = [new("A", Secret), new("B", "/app/key")], EnvironmentFiles = [new("arn:aws:s3:::b/f.env", "s3")], CredentialsParameter = Secret }));
        Assert.Equal(
            ["The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'A'."],
            Faults(new() { Secrets = [new("A", Secret)], Environment = [KeyValuePair.Create("A", "1")] }));
        Assert.StartsWith("Invalid 'valueFrom' setting 'arn:x' for the secret 'A'", Assert.Single(Faults(new() { Secrets = [new("A", "arn:x")] })), StringComparison.Ordinal);
        Assert.Contains("must have a .env file extension", Assert.Single(Faults(new() { EnvironmentFiles = [new("arn:aws:s3:::b/f.txt", "s3")] })), StringComparison.Ordinal);
        Assert.Contains("at most 10 items", Assert.Single(Faults(new() { EnvironmentFiles = [.. Enumerable.Repeat(new EnvironmentFile("arn:aws:s3:::b/f.env", "s3"), 11)] })), StringComparison.Ordinal);
        Assert.StartsWith("Invalid 'credentialsParameter' setting", Assert.Single(Faults(new() { CredentialsParameter = Secret + ":key::" })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_group_may_be_a_secret_and_the_region_may_not()
    {
        var options = new Dictionary<string, string> { ["awslogs-region"] = "ap-northeast-1", ["awslogs-stream-prefix"] = "ecs" };
        Assert.Empty(Faults(new() { LogConfiguration = new("awslogs", options) { SecretOptions = [new("awslogs-group", "/app/group")] } }));
        Assert.Equal(["Log driver awslogs disallows secret options: mode"], Faults(new() { LogConfiguration = new("awslogs", new Dictionary<string, string>(options) { ["awslogs-group"] = "g" }) { SecretOptions = [new("mode", "/app/mode")] } }));
        Assert.Equal(["Log driver awslogs option 'awslogs-group' is given more than once."], Faults(new() { LogConfiguration = new("awslogs", new Dictionary<string, string>(options) { ["awslogs-group"] = "g" }) { SecretOptions = [new("awslogs-group", "/app/group")] } }));
    }

    private static IReadOnlyList<string> Faults(ContainerDraft container, string? role = "arn:aws:iam::123456789012:role/execution") => TaskDefinitionRules.Check(
        new()
        {
            Family = "web",
            Cpu = "256",
            Memory = "512",
            NetworkMode = "awsvpc",
            RequiresCompatibilities = ["FARGATE"],
            ExecutionRoleArn = role,
            Containers = [container with { Name = "app", Image = "web" }],
        },
        Handbook, "ap-northeast-1");
}
