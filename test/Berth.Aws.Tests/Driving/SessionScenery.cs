using Berth.Aws.Services.Iam;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Driving;

/// <summary>Callers who are not root: sessions of a role that has exactly the policies that a test gives it.</summary>
internal sealed class SessionScenery(AwsFront berth)
{
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    public string RoleName { get; } = "role-" + Guid.NewGuid().ToString("N")[..8];

    public string RoleArn => "arn:aws:iam::123456789012:role/" + RoleName;

    public string SessionArn => $"arn:aws:sts::123456789012:assumed-role/{RoleName}/me";

    public static string Statement(string effect, string action, string resource = "*", string condition = "{}") =>
        $$"""{"Effect":"{{effect}}","Action":"{{action}}","Resource":"{{resource}}","Condition":{{condition}}}""";

    public async Task<SessionScenery> Role(params string[] statements)
    {
        await berth.Client().Query("iam", "CreateRole", ("RoleName", RoleName), ("AssumeRolePolicyDocument", Trust));
        if (statements.Length > 0) await Put(statements);
        return this;
    }

    public Task Put(params string[] statements) => berth.Client().Query(
        "iam", "PutRolePolicy", ("RoleName", RoleName), ("PolicyName", "own"), ("PolicyDocument", $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}"""));

    /// <summary>Signs as a session of the role.</summary>
    /// <param name="taskArn">Whose keys they are; null for nobody's.</param>
    public async Task<ApiClient> Session(string? taskArn = null) => berth.Client(await Key(taskArn));

    public async Task<ApiKey> Key(string? taskArn = null)
    {
        var role = (await berth.Store.Find<RoleRecord>(IamNames.RoleKind, RoleName))!.Value.Record;
        var keys = berth.Services.GetRequiredService<SessionIssuer>().Issue(role.Arn, role.RoleId, "me", TimeSpan.FromHours(1), new() { TaskArn = taskArn });
        return new(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken);
    }
}
