using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Services.Kms;

/// <summary>A key's policy decides first: without its consent IAM's policies do not count.</summary>
public sealed class KeyPolicyTests(AwsFront berth)
{
    private readonly KmsScenery scenery = new(berth.Client());

    private JsonScenery Kms => scenery.Kms;

    [Fact]
    public async Task A_key_has_the_default_policy_until_another_is_put()
    {
        var key = await scenery.Key();
        var answer = await Kms.Call("GetKeyPolicy", ("KeyId", key));
        Assert.Equal("default", (string)answer["PolicyName"]!);
        Assert.Contains("\"AWS\":\"arn:aws:iam::123456789012:root\"", (string)answer["Policy"]!, StringComparison.Ordinal);
        var policy = KmsScenery.Policy("""{"Sid":"x","Effect":"Deny","Principal":"*","Action":"kms:CreateGrant","Resource":"*"}""");
        await Kms.Call("PutKeyPolicy", ("KeyId", key), ("PolicyName", "default"), ("Policy", policy));
        Assert.Equal(policy, (string)(await Kms.Call("GetKeyPolicy", ("KeyId", key), ("PolicyName", "default")))["Policy"]!);
        Assert.Equal("default", (string)(await Kms.Call("ListKeyPolicies", ("KeyId", key)))["PolicyNames"]!.AsArray().Single()!);
        Assert.Equal("NotFoundException: No such policy exists", await Kms.Refused("GetKeyPolicy", ("KeyId", key), ("PolicyName", "other")));
        Assert.Equal("NotFoundException: No such policy exists", await Kms.Refused("PutKeyPolicy", ("KeyId", key), ("PolicyName", "other"), ("Policy", policy)));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Principal":"*","Action":"kms:*","Resource":"*"}]}""")]
    public async Task A_malformed_policy_is_refused_and_the_old_one_stays(string policy)
    {
        var key = await scenery.Key();
        Assert.StartsWith("MalformedPolicyDocumentException", await Kms.Refused("PutKeyPolicy", ("KeyId", key), ("Policy", policy)), StringComparison.Ordinal);
        Assert.StartsWith("MalformedPolicyDocumentException", await Kms.Refused("CreateKey", ("Policy", policy)), StringComparison.Ordinal);
        Assert.Contains("key-default-1", (string)(await Kms.Call("GetKeyPolicy", ("KeyId", key)))["Policy"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_locks_themselves_out_unless_they_say_so()
    {
        const string Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/other"},"Action":"kms:*","Resource":"*"}]}""";
        var key = await scenery.Key();
        const string LockedOut = "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future.";
        Assert.Equal(LockedOut, await Kms.Refused("PutKeyPolicy", ("KeyId", key), ("Policy", Policy)));
        Assert.Equal(LockedOut, await Kms.Refused("CreateKey", ("Policy", Policy)));
        await Kms.Call("PutKeyPolicy", ("KeyId", key), ("Policy", Policy), ("BypassPolicyLockoutSafetyCheck", true));
        Assert.StartsWith("AccessDeniedException", await Kms.Refused("GetKeyPolicy", ("KeyId", key)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_names_the_root_leaves_it_to_iam()
    {
        var key = await scenery.Key();
        var role = await new SessionScenery(berth).Role();
        var session = new JsonScenery(await role.Session(), "kms");
        var refused = await session.Refused("Encrypt", ("KeyId", key), ("Plaintext", KmsScenery.Base64("x")));
        Assert.StartsWith($"AccessDeniedException: User: {role.SessionArn} is not authorized to perform: kms:Encrypt on resource: {KmsScenery.Arn(key)} because ", refused, StringComparison.Ordinal);
        await role.Put(Statement("Allow", "kms:Encrypt", KmsScenery.Arn(key)));
        await session.Call("Encrypt", ("KeyId", key), ("Plaintext", KmsScenery.Base64("x")));
        Assert.StartsWith("AccessDeniedException", await session.Refused("Decrypt", ("CiphertextBlob", await scenery.Encrypt(key, "x"))), StringComparison.Ordinal);
        Assert.StartsWith("AccessDeniedException", await session.Refused("Encrypt", ("KeyId", await scenery.Key()), ("Plaintext", KmsScenery.Base64("x"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_names_somebody_else_leaves_iam_without_a_say()
    {
        var role = await new SessionScenery(berth).Role(Statement("Allow", "kms:*"));
        var session = new KmsScenery(await role.Session());
        var key = await scenery.Key("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/other"},"Action":"kms:Encrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":["kms:PutKeyPolicy","kms:DescribeKey"],"Resource":"*"}]}""");
        Assert.StartsWith("AccessDeniedException", await session.Kms.Refused("Encrypt", ("KeyId", key), ("Plaintext", KmsScenery.Base64("x"))), StringComparison.Ordinal);
        await session.Describe(key);
        await Kms.Call("PutKeyPolicy", ("KeyId", key), ("Policy", KmsScenery.Policy($$"""{"Effect":"Allow","Principal":{"AWS":"{{role.RoleArn}}"},"Action":"kms:Encrypt","Resource":"*"}""")));
        await session.Encrypt(key, "x");
    }

    [Theory]
    [InlineData("""{"StringEquals":{"kms:EncryptionContext:app":"web"}}""", "app=web", true)]
    [InlineData("""{"StringEquals":{"kms:EncryptionContext:app":"web"}}""", "app=db", false)]
    [InlineData("""{"StringEquals":{"kms:EncryptionContext:app":"web"}}""", null, false)]
    [InlineData("""{"ForAnyValue:StringEquals":{"kms:EncryptionContextKeys":"app"}}""", "app=x", true)]
    [InlineData("""{"StringEquals":{"kms:CallerAccount":"123456789012"}}""", null, true)]
    [InlineData("""{"StringEquals":{"kms:ViaService":"secretsmanager.ap-northeast-1.amazonaws.com"}}""", null, false)]
    public async Task Conditions_on_the_context_are_judged(string condition, string? context, bool holds)
    {
        var key = await scenery.Key();
        var session = new KmsScenery(await (await new SessionScenery(berth).Role(Statement("Allow", "kms:Encrypt", KmsScenery.Arn(key), condition))).Session());
        if (holds) Assert.Equal("x", await scenery.Decrypt(await session.Encrypt(key, "x", context), context));
        else Assert.StartsWith("AccessDeniedException", await session.Kms.Refused("Encrypt", ("KeyId", key), ("Plaintext", KmsScenery.Base64("x")), ("EncryptionContext", context is null ? null : Map(("app", context.Split('=')[1])))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_of_a_key_decide_too()
    {
        var session = new KmsScenery(await (await new SessionScenery(berth).Role(Statement("Allow", "kms:Encrypt", condition: """{"StringEquals":{"aws:ResourceTag/team":"blue"}}"""))).Session());
        var key = await scenery.Key();
        Assert.StartsWith("AccessDeniedException", await session.Kms.Refused("Encrypt", ("KeyId", key), ("Plaintext", KmsScenery.Base64("x"))), StringComparison.Ordinal);
        await Kms.Call("TagResource", ("KeyId", key), ("Tags", new System.Text.Json.Nodes.JsonArray(Map(("TagKey", "team"), ("TagValue", "blue")))));
        await session.Encrypt(key, "x");
    }

    [Fact]
    public async Task Taking_a_ciphertext_over_needs_both_keys()
    {
        var (key, other) = (await scenery.Key(), await scenery.Key());
        var role = await new SessionScenery(berth).Role(Statement("Allow", "kms:ReEncryptFrom", KmsScenery.Arn(key)));
        var session = new JsonScenery(await role.Session(), "kms");
        var blob = await scenery.Encrypt(key, "x");
        Assert.Contains("kms:ReEncryptTo", await session.Refused("ReEncrypt", ("CiphertextBlob", blob), ("DestinationKeyId", other)), StringComparison.Ordinal);
        await role.Put(Statement("Allow", "kms:ReEncryptTo", KmsScenery.Arn(other)));
        Assert.Contains("kms:ReEncryptFrom", await session.Refused("ReEncrypt", ("CiphertextBlob", blob), ("DestinationKeyId", other)), StringComparison.Ordinal);
        await role.Put(Statement("Allow", "kms:ReEncrypt*"));
        await session.Call("ReEncrypt", ("CiphertextBlob", blob), ("DestinationKeyId", other));
    }
}
