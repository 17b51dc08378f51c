using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Iam;

public sealed class RoleOperationsTests(AwsFront berth)
{
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
    private const string Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
    private const string ExecutionPolicy = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

    private readonly ApiClient client = berth.Client();
    private readonly string name = "role-" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task A_role_gets_policies_and_is_deleted_only_without_them()
    {
        var made = await Call("CreateRole", ("AssumeRolePolicyDocument", Trust), ("Path", "/service/"));
        Assert.Equal($"arn:aws:iam::123456789012:role/service/{name}", made.Descendants("Arn").Single().Value);
        Assert.Equal(Uri.EscapeDataString(Trust), made.Descendants("AssumeRolePolicyDocument").Single().Value);
        await Call("AttachRolePolicy", ("PolicyArn", ExecutionPolicy));
        await Call("AttachRolePolicy", ("PolicyArn", ExecutionPolicy));
        Assert.Equal(ExecutionPolicy, (await Call("ListAttachedRolePolicies")).Descendants("PolicyArn").Single().Value);
        Assert.Equal(("DeleteConflict", "Cannot delete entity, must detach all policies first."), Short(await Refused("DeleteRole")));
        await Call("DetachRolePolicy", ("PolicyArn", ExecutionPolicy));
        await Call("PutRolePolicy", ("PolicyName", "read"), ("PolicyDocument", Policy));
        Assert.Equal(Uri.EscapeDataString(Policy), (await Call("GetRolePolicy", ("PolicyName", "read"))).Descendants("PolicyDocument").Single().Value);
        Assert.Equal(("DeleteConflict", "Cannot delete entity, must delete policies first."), Short(await Refused("DeleteRole")));
        await Call("DeleteRolePolicy", ("PolicyName", "read"));
        await Call("DeleteRole");
        Assert.Equal(("NoSuchEntity", $"The role with name {name} cannot be found."), Short(await Refused("GetRole")));
    }

    [Fact]
    public async Task A_role_is_made_once()
    {
        await Call("CreateRole", ("AssumeRolePolicyDocument", Trust));
        var again = await Refused("CreateRole", ("AssumeRolePolicyDocument", Trust));
        Assert.Equal((409, "EntityAlreadyExists", $"Role with name {name} already exists."), (again.Status, again.Code, again.Message));
    }

    [Theory]
    [InlineData("nonsense", "This policy contains invalid Json")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}""", "Missing required field Principal")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*"}]}""", "Has prohibited field Resource")]
    public async Task A_malformed_trust_policy_is_refused(string document, string message) =>
        Assert.Equal(("MalformedPolicyDocument", message), Short(await Refused("CreateRole", ("AssumeRolePolicyDocument", document))));

    [Fact]
    public async Task A_policy_that_does_not_exist_is_not_attached()
    {
        await Call("CreateRole", ("AssumeRolePolicyDocument", Trust));
        Assert.Equal("NoSuchEntity", (await Refused("AttachRolePolicy", ("PolicyArn", "arn:aws:iam::123456789012:policy/none"))).Code);
    }

    [Fact]
    public async Task The_policy_of_execution_roles_exists()
    {
        var policy = await client.Query("iam", "GetPolicyVersion", ("PolicyArn", ExecutionPolicy), ("VersionId", "v1"));
        Assert.Contains("ecr:BatchGetImage", Uri.UnescapeDataString(policy.Descendants("Document").Single().Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_whom_the_trust_policy_names_assumes_a_role()
    {
        await Call("CreateRole", ("AssumeRolePolicyDocument", Trust));
        var denied = await client.QueryRefused("sts", "AssumeRole", ("RoleArn", $"arn:aws:iam::123456789012:role/{name}"), ("RoleSessionName", "me"));
        Assert.Equal((403, "AccessDenied"), (denied.Status, denied.Code));
        Assert.Equal($"User: arn:aws:iam::123456789012:root is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/{name}", denied.Message);
    }

    private Task<System.Xml.Linq.XElement> Call(string action, params (string, string)[] more) => client.Query("iam", action, [("RoleName", name), .. more]);

    private Task<ApiError> Refused(string action, params (string, string)[] more) => client.QueryRefused("iam", action, [("RoleName", name), .. more]);

    private static (string Code, string Message) Short(ApiError error) => (error.Code, error.Message);
}
