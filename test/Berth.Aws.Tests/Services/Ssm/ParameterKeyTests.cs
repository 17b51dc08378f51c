using Berth.Aws.Tests.Driving;
using Berth.Aws.Tests.Services.Kms;
using static Berth.Aws.Tests.Driving.JsonScenery;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Services.Ssm;

/// <summary>Who may read a SecureString: IAM decides on the parameter, and on the key that seals it.</summary>
public sealed class ParameterKeyTests(AwsFront berth)
{
    private readonly ParameterScenery scenery = new(berth.Client());
    private readonly KmsScenery kms = new(berth.Client());
    private readonly string name = "/" + Mark();

    private JsonScenery Ssm => scenery.Ssm;

    private string Arn => ParameterScenery.ArnPrefix + name[1..];

    [Fact]
    public async Task A_secure_string_is_opened_only_when_that_is_asked()
    {
        await scenery.Put(name, "hidden", "SecureString");
        Assert.Equal("hidden", await scenery.Read(name, decrypt: true));
        var closed = await scenery.Read(name);
        Assert.NotEqual("hidden", closed);
        Assert.DoesNotContain("hidden", KmsScenery.Text(closed), StringComparison.Ordinal);
        Assert.Equal("hidden", (string)(await Ssm.Call("GetParameterHistory", ("Name", name), ("WithDecryption", true)))["Parameters"]![0]!["Value"]!);
        Assert.Equal(closed, (string)(await Ssm.Call("GetParameterHistory", ("Name", name)))["Parameters"]![0]!["Value"]!);
        Assert.Equal("alias/aws/ssm", (string)(await Ssm.Call("GetParameterHistory", ("Name", name)))["Parameters"]![0]!["KeyId"]!);
    }

    [Fact]
    public async Task The_services_own_key_needs_no_right_and_a_customers_key_does()
    {
        var key = await kms.Key();
        await scenery.Put(name + "-plain", "plain", "SecureString");
        await scenery.Put(name, "guarded", "SecureString", key: key);
        var role = await new SessionScenery(berth).Role(Statement("Allow", "ssm:*"));
        var session = new ParameterScenery(await role.Session());
        Assert.Equal("plain", await session.Read(name + "-plain", decrypt: true));
        await session.Read(name);
        Assert.Contains($"kms:Decrypt on resource: {KmsScenery.Arn(key)} ", await session.RefusedRead(name, decrypt: true), StringComparison.Ordinal);
        Assert.StartsWith("AccessDeniedException", await session.Ssm.Refused("GetParameters", ("Names", List(name)), ("WithDecryption", true)), StringComparison.Ordinal);
        Assert.StartsWith("AccessDeniedException", await session.Ssm.Refused("GetParameterHistory", ("Name", name), ("WithDecryption", true)), StringComparison.Ordinal);
        Assert.Contains("kms:Encrypt", await session.Ssm.Refused("PutParameter", ("Name", name), ("Value", "next"), ("Overwrite", true)), StringComparison.Ordinal);
        var via = $$$"""{"StringEquals":{"kms:ViaService":"ssm.ap-northeast-1.amazonaws.com","kms:EncryptionContext:PARAMETER_ARN":"{{{Arn}}}"} }""";
        await role.Put(Statement("Allow", "ssm:*"), Statement("Allow", "kms:Decrypt", KmsScenery.Arn(key), via), Statement("Allow", "kms:Encrypt", KmsScenery.Arn(key), via));
        Assert.Equal("guarded", await session.Read(name, decrypt: true));
        await session.Ssm.Call("PutParameter", ("Name", name), ("Value", "next"), ("Overwrite", true));
        Assert.Equal("next", await session.Read(name, decrypt: true));
        Assert.StartsWith("AccessDeniedException", await session.Ssm.Refused("PutParameter", ("Name", name + "-other"), ("Value", "x"), ("Type", "SecureString"), ("KeyId", key)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_does_not_work_says_so()
    {
        var key = await kms.Key();
        await scenery.Put(name, "guarded", "SecureString", key: KmsScenery.Arn(key));
        await kms.Kms.Call("DisableKey", ("KeyId", key));
        Assert.Equal($"InvalidKeyId: {KmsScenery.Arn(key)} is disabled.", await scenery.RefusedRead(name, decrypt: true));
        Assert.StartsWith("InvalidKeyId", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "x"), ("Overwrite", true)), StringComparison.Ordinal);
        foreach (var none in (string[])["alias/none", "00000000-0000-4000-8000-00000000dead", "arn:aws:kms:ap-northeast-1:123456789012:k"])
            Assert.StartsWith("InvalidKeyId", await Ssm.Refused("PutParameter", ("Name", name + "x"), ("Value", "x"), ("Type", "SecureString"), ("KeyId", none)), StringComparison.Ordinal);
        await kms.Kms.Call("EnableKey", ("KeyId", key));
        Assert.Equal("guarded", await scenery.Read(name, decrypt: true));
    }

    [Fact]
    public async Task The_right_is_on_the_parameters_arn()
    {
        await scenery.Put(name + "/a", "A");
        await scenery.Put(name + "/b", "B");
        var session = new ParameterScenery(await (await new SessionScenery(berth).Role(Statement("Allow", "ssm:GetParameter*", Arn + "/a"))).Session());
        Assert.Equal(("A", "A", "A"), (await session.Read(name + "/a"), await session.Read(name + "/a:1"), await session.Read(Arn + "/a")));
        Assert.Contains($"ssm:GetParameter on resource: {Arn}/b because no identity-based policy allows", await session.RefusedRead(name + "/b"), StringComparison.Ordinal);
        Assert.StartsWith("AccessDeniedException", await session.RefusedRead(name + "/none"), StringComparison.Ordinal);
        Assert.Contains($"ssm:GetParameters on resource: {Arn}/b ", await session.Ssm.Refused("GetParameters", ("Names", List(name + "/a", name + "/b"))), StringComparison.Ordinal);
        Assert.Contains($"ssm:GetParametersByPath on resource: {Arn} ", await session.Ssm.Refused("GetParametersByPath", ("Path", name)), StringComparison.Ordinal);
        Assert.Contains($"ssm:DeleteParameters on resource: {Arn}/a ", await session.Ssm.Refused("DeleteParameters", ("Names", List(name + "/a"))), StringComparison.Ordinal);
        Assert.StartsWith("AccessDeniedException", await session.Ssm.Refused("PutParameter", ("Name", name + "/a"), ("Value", "x"), ("Overwrite", true)), StringComparison.Ordinal);
        Assert.Equal("A", await scenery.Read(name + "/a"));
    }

    [Fact]
    public async Task Tags_of_a_parameter_decide_too()
    {
        await Ssm.Call("PutParameter", ("Name", name), ("Value", "v"), ("Type", "String"), ("Tags", new System.Text.Json.Nodes.JsonArray(Map(("Key", "team"), ("Value", "blue")))));
        await scenery.Put(name + "-other", "v");
        var session = new ParameterScenery(await (await new SessionScenery(berth).Role(Statement("Allow", "ssm:GetParameter", condition: """{"StringEquals":{"aws:ResourceTag/team":"blue"}}"""))).Session());
        Assert.Equal("v", await session.Read(name));
        Assert.StartsWith("AccessDeniedException", await session.RefusedRead(name + "-other"), StringComparison.Ordinal);
    }
}
