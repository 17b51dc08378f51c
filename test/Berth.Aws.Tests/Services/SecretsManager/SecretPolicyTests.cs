using Berth.Aws.Tests.Driving;
using Berth.Aws.Tests.Services.Kms;
using static Berth.Aws.Tests.Driving.JsonScenery;
using static Berth.Aws.Tests.Driving.SessionScenery;
using static Berth.Aws.Tests.Services.SecretsManager.SecretScenery;

namespace Berth.Aws.Tests.Services.SecretsManager;

/// <summary>Who may read a secret: IAM's policies, the secret's own, and those of the key that seals it.</summary>
public sealed class SecretPolicyTests(AwsFront berth)
{
    private readonly SecretScenery scenery = new(berth.Client());
    private readonly string name = Mark();

    private JsonScenery Secrets => scenery.Secrets;

    [Fact]
    public async Task A_policy_is_put_read_and_taken_away()
    {
        await scenery.Make(name);
        Assert.Null((await Secrets.Call("GetResourcePolicy", ("SecretId", name)))["ResourcePolicy"]);
        var policy = Policy("Allow", "arn:aws:iam::123456789012:root", "secretsmanager:GetSecretValue");
        await Secrets.Call("PutResourcePolicy", ("SecretId", name), ("ResourcePolicy", policy), ("BlockPublicPolicy", true));
        Assert.Equal(policy, (string)(await Secrets.Call("GetResourcePolicy", ("SecretId", name)))["ResourcePolicy"]!);
        await Secrets.Call("DeleteResourcePolicy", ("SecretId", name));
        Assert.Null((await Secrets.Call("GetResourcePolicy", ("SecretId", name)))["ResourcePolicy"]);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""")]
    public async Task A_malformed_policy_is_refused(string policy)
    {
        await scenery.Make(name);
        foreach (var operation in (string[])["PutResourcePolicy", "ValidateResourcePolicy"])
            Assert.StartsWith("MalformedPolicyDocumentException", await Secrets.Refused(operation, ("SecretId", name), ("ResourcePolicy", policy)), StringComparison.Ordinal);
        Assert.Null((await Secrets.Call("GetResourcePolicy", ("SecretId", name)))["ResourcePolicy"]);
    }

    [Theory]
    [InlineData("\"*\"", "", true)]
    [InlineData("{\"AWS\":\"*\"}", "", true)]
    [InlineData("{\"AWS\":[\"arn:aws:iam::123456789012:root\",\"*\"]}", "", true)]
    [InlineData("\"*\"", ",\"Condition\":{}", true)]
    [InlineData("\"*\"", ",\"Condition\":{\"StringEquals\":{\"aws:SourceVpce\":\"vpce-1\"}}", false)]
    [InlineData("{\"AWS\":\"arn:aws:iam::123456789012:root\"}", "", false)]
    public async Task Everybody_is_not_let_in_where_that_is_blocked(string principal, string condition, bool isPublic)
    {
        await scenery.Make(name);
        var policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{{principal}},"Action":"secretsmanager:GetSecretValue","Resource":"*"{{condition}}}]}""";
        Assert.Equal(!isPublic, (bool)(await Secrets.Call("ValidateResourcePolicy", ("ResourcePolicy", policy)))["PolicyValidationPassed"]!);
        if (isPublic) Assert.StartsWith("PublicPolicyException", await Secrets.Refused("PutResourcePolicy", ("SecretId", name), ("ResourcePolicy", policy), ("BlockPublicPolicy", true)), StringComparison.Ordinal);
        await Secrets.Call("PutResourcePolicy", ("SecretId", name), ("ResourcePolicy", policy), ("BlockPublicPolicy", isPublic ? null : true));
    }

    [Fact]
    public async Task A_secrets_policy_lets_in_and_keeps_out()
    {
        var arn = await scenery.Make(name);
        var role = await new SessionScenery(berth).Role();
        var session = new SecretScenery(await role.Session());
        Assert.StartsWith($"AccessDeniedException: User: {role.SessionArn} is not authorized to perform: secretsmanager:GetSecretValue on resource: {arn} because no identity-based policy allows", await session.RefusedRead(name), StringComparison.Ordinal);
        await Secrets.Call("PutResourcePolicy", ("SecretId", name), ("ResourcePolicy", Policy("Allow", role.RoleArn, "secretsmanager:GetSecretValue")));
        Assert.Equal("value", await session.Read(name));
        await role.Put(Statement("Allow", "secretsmanager:*", arn));
        await Secrets.Call("PutResourcePolicy", ("SecretId", name), ("ResourcePolicy", Policy("Deny", role.RoleArn, "secretsmanager:GetSecretValue")));
        Assert.EndsWith("with an explicit deny in a resource-based policy", await session.RefusedRead(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_ask_learns_nothing_of_what_is_there()
    {
        await scenery.Make(name);
        var session = new SecretScenery(await (await new SessionScenery(berth).Role()).Session());
        Assert.StartsWith("AccessDeniedException", await session.RefusedRead(name), StringComparison.Ordinal);
        Assert.StartsWith("AccessDeniedException", await session.RefusedRead(name + "-none"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"StringEquals":{"secretsmanager:VersionStage":"AWSCURRENT"}}""", null, true)]
    [InlineData("""{"StringEquals":{"secretsmanager:VersionStage":"AWSCURRENT"}}""", "AWSPREVIOUS", false)]
    [InlineData("""{"StringLike":{"secretsmanager:SecretId":"*:secret:m-*"}}""", null, true)]
    [InlineData("""{"StringEquals":{"aws:ResourceTag/team":"blue"}}""", null, false)]
    public async Task Conditions_on_what_is_read_are_judged(string condition, string? stage, bool holds)
    {
        await scenery.Make(name);
        await scenery.Put(name, "second");
        var session = new SecretScenery(await (await new SessionScenery(berth).Role(Statement("Allow", "secretsmanager:GetSecretValue", condition: condition))).Session());
        if (holds) Assert.Equal("second", await session.Read(name, stage: stage));
        else Assert.StartsWith("AccessDeniedException", await session.RefusedRead(name, stage: stage), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_a_condition_of_making_one()
    {
        var session = new JsonScenery(await (await new SessionScenery(berth).Role(Statement("Allow", "secretsmanager:CreateSecret", condition: $$$"""{"StringLike":{"secretsmanager:Name":"{{{name}}}/*"} }"""))).Session(), "secretsmanager");
        await session.Call("CreateSecret", ("Name", name + "/a"), ("SecretString", "v"));
        Assert.StartsWith("AccessDeniedException", await session.Refused("CreateSecret", ("Name", "other-" + name), ("SecretString", "v")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_the_services_own_needs_no_right_and_a_customers_key_does()
    {
        var kms = new KmsScenery(berth.Client());
        var key = await kms.Key();
        var (plain, guarded) = (await scenery.Make(name + "-plain"), await scenery.Make(name, key: KmsScenery.Arn(key)));
        var role = await new SessionScenery(berth).Role(Statement("Allow", "secretsmanager:*"));
        var session = new SecretScenery(await role.Session());
        Assert.Equal("value", await session.Read(plain));
        await session.Put(plain, "next");
        const string NoKms = "AccessDeniedException: Access to KMS is not allowed";
        Assert.Equal(NoKms, await session.RefusedRead(guarded));
        Assert.Equal(NoKms, await session.Secrets.Refused("PutSecretValue", ("SecretId", guarded), ("SecretString", "next")));
        await role.Put(Statement("Allow", "secretsmanager:*"), Statement("Allow", "kms:Decrypt", KmsScenery.Arn(key), Via(guarded)));
        Assert.Equal("value", await session.Read(guarded));
        Assert.Equal(NoKms, await session.Secrets.Refused("PutSecretValue", ("SecretId", guarded), ("SecretString", "next")));
        await role.Put(Statement("Allow", "secretsmanager:*"), Statement("Allow", "kms:GenerateDataKey", KmsScenery.Arn(key)));
        Assert.Equal(NoKms, await session.Secrets.Refused("PutSecretValue", ("SecretId", guarded), ("SecretString", "next")));
        await role.Put(Statement("Allow", "secretsmanager:*"), Statement("Allow", "kms:GenerateDataKey", KmsScenery.Arn(key)), Statement("Allow", "kms:Decrypt", KmsScenery.Arn(key)));
        await session.Put(guarded, "next");
        await role.Put(Statement("Allow", "secretsmanager:*"), Statement("Allow", "kms:Decrypt", KmsScenery.Arn(key), Via(plain)));
        Assert.Equal(NoKms, await session.RefusedRead(guarded));
        Assert.Equal("value", await scenery.Read(guarded, stage: "AWSPREVIOUS"));
    }

    [Fact]
    public async Task A_key_that_does_not_work_says_so()
    {
        var kms = new KmsScenery(berth.Client());
        var key = await kms.Key();
        await scenery.Make(name, key: key);
        await kms.Kms.Call("DisableKey", ("KeyId", key));
        Assert.Equal("DecryptionFailure: Secrets Manager can't decrypt the protected secret text using the provided KMS key.", await scenery.RefusedRead(name));
        const string CannotEncrypt = "EncryptionFailure: Secrets Manager can't encrypt the protected secret text using the provided KMS key.";
        Assert.Equal(CannotEncrypt, await Secrets.Refused("PutSecretValue", ("SecretId", name), ("SecretString", "v")));
        foreach (var none in (string[])["alias/none", "00000000-0000-4000-8000-00000000dead"])
        {
            Assert.Equal(CannotEncrypt, await Secrets.Refused("CreateSecret", ("Name", name + "x"), ("SecretString", "v"), ("KmsKeyId", none)));
            Assert.Equal(CannotEncrypt, await Secrets.Refused("UpdateSecret", ("SecretId", name), ("KmsKeyId", none)));
        }

        Assert.Equal(key, (string)(await Secrets.Call("DescribeSecret", ("SecretId", name)))["KmsKeyId"]!);
        await kms.Kms.Call("EnableKey", ("KeyId", key));
        Assert.Equal("value", await scenery.Read(name));
    }

    [Fact]
    public async Task A_secret_changes_its_key_and_goes_back_to_the_services_own()
    {
        var kms = new KmsScenery(berth.Client());
        var key = await kms.Key();
        await scenery.Make(name);
        await Secrets.Call("UpdateSecret", ("SecretId", name), ("KmsKeyId", key), ("SecretString", "guarded"));
        Assert.Equal(key, (string)(await Secrets.Call("DescribeSecret", ("SecretId", name)))["KmsKeyId"]!);
        await kms.Kms.Call("DisableKey", ("KeyId", key));
        Assert.StartsWith("DecryptionFailure", await scenery.RefusedRead(name), StringComparison.Ordinal);
        Assert.Equal("value", await scenery.Read(name, stage: "AWSPREVIOUS"));
        await Secrets.Call("UpdateSecret", ("SecretId", name), ("KmsKeyId", ""), ("SecretString", "free"));
        Assert.Null((await Secrets.Call("DescribeSecret", ("SecretId", name)))["KmsKeyId"]);
        Assert.Equal("free", await scenery.Read(name));
        await Secrets.Call("CreateSecret", ("Name", name + "-empty"), ("KmsKeyId", ""), ("SecretString", "v"));
        Assert.Equal("v", await scenery.Read(name + "-empty"));
    }

    private static string Via(string secretArn) =>
        $$$"""{"StringEquals":{"kms:ViaService":"secretsmanager.ap-northeast-1.amazonaws.com","kms:EncryptionContext:SecretARN":"{{{secretArn}}}"} }""";

    private static string Policy(string effect, string principal, string action) =>
        $$$"""{"Version":"2012-10-17","Statement":[{"Effect":"{{{effect}}}","Principal":{"AWS":"{{{principal}}}"},"Action":"{{{action}}}","Resource":"*"}]}""";
}
