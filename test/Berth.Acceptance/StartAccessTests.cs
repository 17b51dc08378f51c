using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>Starts that fail because the execution role may not do something, or because something is not there: what ECS says, why it was, the one call that mends it, and the next task, which runs.</summary>
[Collection(OneAccessInstallation.Name)]
public sealed class StartAccessTests(AccessInstallation berth)
{
    private const string Fetching = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ";
    private const string NoSecret = Fetching + "unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret {secret} from secrets manager: " +
        "operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: {request}, api error AccessDeniedException: ";
    private const string NoImage = "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {image}: ";
    private const string Logging = "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log ";

    private readonly Driving.Aws aws = berth.Aws;
    private readonly AccessScenery scenery = berth.Scenery;

    /// <summary>Each row: what the role lacks, on what (null where ECS does not say it), and what the task then says.</summary>
    [Theory]
    [InlineData("ecr:GetAuthorizationToken", "*", Fetching + "unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: {denied}")]
    [InlineData("ecr:BatchGetImage", null, NoImage + "pulling from host {registry} failed with status code [manifests 1]: 403 Forbidden")]
    [InlineData("ecr:GetDownloadUrlForLayer", null, "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code {resource}: 403 Forbidden")]
    [InlineData("secretsmanager:GetSecretValue", "{secret}", NoSecret + "{denied}")]
    [InlineData("kms:Decrypt", null, NoSecret + "Access to KMS is not allowed")]
    [InlineData("ssm:GetParameters", "arn:aws:ssm:ap-northeast-1:123456789012:parameter/access/greeting",
        Fetching + "unable to retrieve secrets from ssm: service call has been retried 1 time(s): operation error SSM: GetParameters, https response error StatusCode: 400, RequestID: {request}, api error AccessDeniedException: {denied}")]
    [InlineData("s3:GetObject", "\"arn:aws:s3:::access-files/app.env\"",
        "ResourceInitializationError: failed to download env files: file download command: non empty error stream: service call has been retried 1 time(s): AccessDenied: {denied} status code: 403, request id: {request}")]
    [InlineData("logs:CreateLogGroup", "{resource}",
        Logging + "group: operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, RequestID: {request}, api error AccessDeniedException: {denied} : exit status 1")]
    [InlineData("logs:CreateLogStream", "{resource}",
        Logging + "stream: operation error CloudWatch Logs: CreateLogStream, https response error StatusCode: 400, RequestID: {request}, api error AccessDeniedException: {denied} : exit status 1")]
    public async Task What_the_role_may_not_is_said_by_ECS_explained_by_status_and_mended_as_status_says(string action, string? resource, string reason)
    {
        var role = "lacks-" + action.Replace(':', '-');
        var roleArn = await scenery.Role(role, AccessScenery.Allow("*", AccessScenery.Needed.Except([action])));
        var definition = await scenery.Definition(role, roleArn);

        var status = await scenery.Fails(definition, role, Fill(reason.Replace(
            "{denied}", $"User: {{user}} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action", StringComparison.Ordinal)));
        Assert.Matches($"\nWhy\n  {action} on [^ ]+ was refused to the execution role {role}\\.\n  No policy of {role} permits it\\.\n", status);
        await scenery.Mend(status);
        await scenery.Runs(definition);
    }

    [Fact]
    public async Task A_repository_may_deny_what_the_role_permits()
    {
        await new Scenery(berth).Image("guarded");
        var roleArn = await scenery.Role("guarded-role", AccessScenery.Allow("*", AccessScenery.Needed));
        var definition = await scenery.Definition("guarded", roleArn, container => container["image"] = scenery.Reference("guarded"));
        await aws.Json(
            "ecr", "set-repository-policy", "--repository-name", "guarded",
            "--policy-text", AccessScenery.Document("""{"Sid":"NobodyPulls","Effect":"Deny","Principal":"*","Action":"ecr:BatchGetImage"}"""));

        var status = await scenery.Fails(definition, "guarded-role", Fill(NoImage + "pulling from host {registry} failed with status code [manifests 1]: 403 Forbidden", "guarded"));
        Assert.Contains("\n  ecr:BatchGetImage on arn:aws:ecr:ap-northeast-1:123456789012:repository/guarded was refused to the execution role guarded-role.\n", status, StringComparison.Ordinal);
        Assert.Contains("\n  Statement NobodyPulls of the policy of ", status, StringComparison.Ordinal);
        Assert.Contains("\n  aws ecr delete-repository-policy --repository-name guarded\n", status, StringComparison.Ordinal);
        await scenery.Mend(status);
        await scenery.Runs(definition);
    }

    [Fact]
    public async Task A_log_group_that_nobody_makes_is_missed()
    {
        var roleArn = await scenery.Role("no-group", AccessScenery.Allow("*", AccessScenery.Needed));
        var definition = await scenery.Definition("no-group", roleArn, container => container["logConfiguration"]!["options"]!.AsObject().Remove("awslogs-create-group"));

        var status = await scenery.Fails(
            definition, "no-group",
            Logging + "stream: operation error CloudWatch Logs: CreateLogStream, https response error StatusCode: 400, RequestID: {request}, ResourceNotFoundException: The specified log group does not exist. : exit status 1");
        Assert.Contains("\n  logs:CreateLogStream: log group /access/no-group does not exist.", status, StringComparison.Ordinal);
        Assert.Contains("\n  aws logs create-log-group --log-group-name /access/no-group\n", status, StringComparison.Ordinal);
        await scenery.Mend(status);
        await scenery.Runs(definition);
    }

    [Fact]
    public async Task A_tag_that_was_never_pushed_is_not_found_until_an_image_gets_it()
    {
        var roleArn = await scenery.Role("no-tag", AccessScenery.Allow("*", AccessScenery.Needed));
        var reference = scenery.Reference(AccessScenery.Image, "absent");
        var definition = await scenery.Definition("no-tag", roleArn, container => container["image"] = reference);

        var status = await scenery.Fails(definition, "no-tag", $"CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {reference}: {reference}: not found");
        Assert.Contains("image access:absent does not exist.", status, StringComparison.Ordinal);
        await scenery.Mend(status, ("<a tag that is there>", "1"));
        await scenery.Runs(definition);
    }

    /// <summary>With the names of this installation.</summary>
    private string Fill(string reason, string repository = AccessScenery.Image) => reason.Replace("{secret}", scenery.SecretArn, StringComparison.Ordinal)
        .Replace("{image}", scenery.Reference(repository), StringComparison.Ordinal).Replace("{registry}", $"localhost:{berth.Port}", StringComparison.Ordinal);
}
