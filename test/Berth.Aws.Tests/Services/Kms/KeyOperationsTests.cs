using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;

namespace Berth.Aws.Tests.Services.Kms;

public sealed class KeyOperationsTests(AwsFront berth)
{
    private readonly KmsScenery scenery = new(berth.Client());

    private JsonScenery Kms => scenery.Kms;

    [Fact]
    public async Task A_key_is_made_described_and_listed()
    {
        var made = (await Kms.Call("CreateKey", ("Description", "mine"), ("KeySpec", "SYMMETRIC_DEFAULT"), ("KeyUsage", "ENCRYPT_DECRYPT"), ("Origin", "AWS_KMS"), ("MultiRegion", false)))["KeyMetadata"]!;
        var id = (string)made["KeyId"]!;
        Assert.True(Guid.TryParse(id, out _));
        Assert.Equal((KmsScenery.Arn(id), "123456789012", "mine", true), ((string)made["Arn"]!, (string)made["AWSAccountId"]!, (string)made["Description"]!, (bool)made["Enabled"]!));
        Assert.Equal(("Enabled", "AWS_KMS", "CUSTOMER", "SYMMETRIC_DEFAULT", "SYMMETRIC_DEFAULT"), ((string)made["KeyState"]!, (string)made["Origin"]!, (string)made["KeyManager"]!, (string)made["KeySpec"]!, (string)made["EncryptionAlgorithms"]![0]!));
        Assert.True(JsonNode.DeepEquals(made, await scenery.Describe(KmsScenery.Arn(id))));
        Assert.Contains(await Kms.Pages("ListKeys", "Keys", "Marker", "NextMarker", 1000, ("Limit", 1000)), k => (string)k["KeyId"]! == id && (string)k["KeyArn"]! == KmsScenery.Arn(id));
    }

    [Fact]
    public async Task Keys_are_listed_page_by_page()
    {
        var made = new[] { await scenery.Key(), await scenery.Key(), await scenery.Key() };
        var listed = (await Kms.Pages("ListKeys", "Keys", "Marker", "NextMarker", 2, ("Limit", 2))).Select(k => (string)k["KeyId"]!).ToList();
        Assert.Equal(listed.Distinct().Order(StringComparer.Ordinal), listed);
        Assert.Empty(made.Except(listed));
        Assert.Equal("InvalidMarkerException: Could not deserialize marker", await Kms.Refused("ListKeys", ("Marker", "made up")));
        Assert.True((bool)(await Kms.Call("ListKeys", ("Limit", 1)))["Truncated"]!);
        Assert.Contains("ValidationException", await Kms.Refused("ListKeys", ("Limit", 1001)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KeySpec", "RSA_2048")]
    [InlineData("CustomerMasterKeySpec", "ECC_NIST_P256")]
    [InlineData("KeyUsage", "SIGN_VERIFY")]
    [InlineData("Origin", "EXTERNAL")]
    public async Task What_keys_cannot_be_is_refused_by_name(string member, string value)
    {
        var refused = await Kms.Refused("CreateKey", (member, value));
        Assert.StartsWith("UnsupportedOperationException: Berth does not do keys ", refused, StringComparison.Ordinal);
        Assert.Contains(value, refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stores_of_keys_and_regions_are_refused_by_name()
    {
        Assert.Contains("custom key stores", await Kms.Refused("CreateKey", ("CustomKeyStoreId", "cks-1")), StringComparison.Ordinal);
        Assert.Contains("custom key stores", await Kms.Refused("CreateKey", ("XksKeyId", "x")), StringComparison.Ordinal);
        Assert.Contains("multi-region keys", await Kms.Refused("CreateKey", ("MultiRegion", true)), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException", await Kms.Refused("CreateKey", ("KeySpec", "NONE")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_description_is_changed()
    {
        var key = await scenery.Key();
        await Kms.Call("UpdateKeyDescription", ("KeyId", key), ("Description", "other"));
        Assert.Equal("other", (string)(await scenery.Describe(key))["Description"]!);
        await Kms.Call("UpdateKeyDescription", ("KeyId", key), ("Description", ""));
        Assert.Equal("", (string)(await scenery.Describe(key))["Description"]!);
    }

    [Fact]
    public async Task A_disabled_key_does_nothing_until_it_is_enabled()
    {
        var key = await scenery.Key();
        var blob = await scenery.Encrypt(key, "text");
        await Kms.Call("DisableKey", ("KeyId", key));
        Assert.Equal(("Disabled", false), ((string)(await scenery.Describe(key))["KeyState"]!, (bool)(await scenery.Describe(key))["Enabled"]!));
        var disabled = $"DisabledException: {KmsScenery.Arn(key)} is disabled.";
        Assert.Equal(disabled, await Kms.Refused("Encrypt", ("KeyId", key), ("Plaintext", KmsScenery.Base64("x"))));
        Assert.Equal(disabled, await Kms.Refused("GenerateDataKey", ("KeyId", key), ("KeySpec", "AES_256")));
        Assert.Equal(disabled, await scenery.RefusedDecrypt(blob));
        await Kms.Call("UpdateKeyDescription", ("KeyId", key), ("Description", "still mine"));
        await Kms.Call("EnableKey", ("KeyId", key));
        Assert.Equal("text", await scenery.Decrypt(blob));
    }

    [Fact]
    public async Task A_key_that_waits_for_its_end_can_only_be_kept_from_it()
    {
        var key = await scenery.Key();
        var blob = await scenery.Encrypt(key, "text");
        var scheduled = await Kms.Call("ScheduleKeyDeletion", ("KeyId", key), ("PendingWindowInDays", 7));
        Assert.Equal((KmsScenery.Arn(key), "PendingDeletion", 7), ((string)scheduled["KeyId"]!, (string)scheduled["KeyState"]!, (int)scheduled["PendingWindowInDays"]!));
        Assert.Equal((double)scheduled["DeletionDate"]!, (double)(await scenery.Describe(key))["DeletionDate"]!);
        var pending = $"KMSInvalidStateException: {KmsScenery.Arn(key)} is pending deletion.";
        Assert.Equal(pending, await scenery.RefusedDecrypt(blob));
        Assert.Equal(pending, await Kms.Refused("EnableKey", ("KeyId", key)));
        Assert.Equal(pending, await Kms.Refused("DisableKey", ("KeyId", key)));
        Assert.Equal(pending, await Kms.Refused("ScheduleKeyDeletion", ("KeyId", key)));
        Assert.Equal(pending, await Kms.Refused("PutKeyPolicy", ("KeyId", key), ("Policy", KmsScenery.Policy())));
        Assert.Equal(pending, await Kms.Refused("TagResource", ("KeyId", key), ("Tags", Tags(("a", "b")))));
        Assert.Equal(pending, await Kms.Refused("CreateAlias", ("AliasName", "alias/" + Mark()), ("TargetKeyId", key)));

        Assert.Equal(KmsScenery.Arn(key), (string)(await Kms.Call("CancelKeyDeletion", ("KeyId", key)))["KeyId"]!);
        Assert.Equal("Disabled", (string)(await scenery.Describe(key))["KeyState"]!);
        Assert.Null((await scenery.Describe(key))["DeletionDate"]);
        Assert.Equal($"KMSInvalidStateException: {KmsScenery.Arn(key)} is not pending deletion.", await Kms.Refused("CancelKeyDeletion", ("KeyId", key)));
        await Kms.Call("EnableKey", ("KeyId", key));
        Assert.Equal("text", await scenery.Decrypt(blob));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(31)]
    [InlineData(0)]
    public async Task A_waiting_period_is_of_7_to_30_days(int days)
    {
        var key = await scenery.Key();
        Assert.StartsWith("ValidationException", await Kms.Refused("ScheduleKeyDeletion", ("KeyId", key), ("PendingWindowInDays", days)), StringComparison.Ordinal);
        Assert.Equal("Enabled", (string)(await scenery.Describe(key))["KeyState"]!);
    }

    [Theory]
    [InlineData("00000000-0000-4000-8000-00000000dead", "NotFoundException: Key 'arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-4000-8000-00000000dead' does not exist")]
    [InlineData("arn:aws:kms:ap-northeast-1:123456789012:key/none", "NotFoundException: Key 'arn:aws:kms:ap-northeast-1:123456789012:key/none' does not exist")]
    [InlineData("arn:aws:kms:eu-west-1:123456789012:key/none", "NotFoundException: Key 'arn:aws:kms:eu-west-1:123456789012:key/none' does not exist")]
    [InlineData("arn:aws:kms:ap-northeast-1:123456789012:k", "NotFoundException: Key 'arn:aws:kms:ap-northeast-1:123456789012:k' does not exist")]
    [InlineData("arn:aws:kms:ap-northeast-1:123456789012:", "NotFoundException: Key 'arn:aws:kms:ap-northeast-1:123456789012:' does not exist")]
    [InlineData("arn:", "NotFoundException: Key 'arn:' does not exist")]
    [InlineData("alias/none", "NotFoundException: Alias arn:aws:kms:ap-northeast-1:123456789012:alias/none is not found.")]
    [InlineData("alias/aws/none", "NotFoundException: Alias arn:aws:kms:ap-northeast-1:123456789012:alias/aws/none is not found.")]
    public async Task A_key_that_is_not_there_is_not_found(string key, string error) => Assert.Equal(error, await Kms.Refused("DescribeKey", ("KeyId", key)));

    [Theory]
    [InlineData("EnableKey")]
    [InlineData("DisableKey")]
    [InlineData("ScheduleKeyDeletion")]
    [InlineData("CancelKeyDeletion")]
    [InlineData("GetKeyPolicy")]
    [InlineData("ListKeyPolicies")]
    [InlineData("ListResourceTags")]
    public async Task What_manages_a_key_takes_no_alias(string operation)
    {
        var (key, alias) = (await scenery.Key(), "alias/" + Mark());
        await Kms.Call("CreateAlias", ("AliasName", alias), ("TargetKeyId", key));
        Assert.Equal($"NotFoundException: Invalid keyId {alias}", await Kms.Refused(operation, ("KeyId", alias)));
        Assert.Equal($"NotFoundException: Invalid keyId {KmsScenery.ArnPrefix}{alias}", await Kms.Refused(operation, ("KeyId", KmsScenery.ArnPrefix + alias)));
        Assert.Equal("Enabled", (string)(await scenery.Describe(key))["KeyState"]!);
    }

    [Fact]
    public async Task Tags_are_added_listed_page_by_page_and_taken_away()
    {
        var key = (string)(await Kms.Call("CreateKey", ("Tags", Tags(("a", "1"), ("b", "2")))))["KeyMetadata"]!["KeyId"]!;
        await Kms.Call("TagResource", ("KeyId", key), ("Tags", Tags(("b", "3"), ("c", "4"))));
        Assert.Equal(["a=1", "b=3", "c=4"], (await Kms.Pages("ListResourceTags", "Tags", "Marker", "NextMarker", 2, ("KeyId", key), ("Limit", 2))).Select(t => $"{t["TagKey"]}={t["TagValue"]}"));
        await Kms.Call("UntagResource", ("KeyId", key), ("TagKeys", List("a", "none")));
        Assert.Equal(["b=3", "c=4"], (await Kms.Call("ListResourceTags", ("KeyId", key)))["Tags"]!.AsArray().Select(t => $"{t!["TagKey"]}={t["TagValue"]}"));
    }

    [Fact]
    public async Task Tags_that_cannot_be_are_refused_and_change_nothing()
    {
        var key = await scenery.Key();
        Assert.StartsWith("TagException: Tag keys that begin with 'aws:'", await Kms.Refused("TagResource", ("KeyId", key), ("Tags", Tags(("aws:x", "1")))), StringComparison.Ordinal);
        Assert.StartsWith("TagException: Duplicate tag keys", await Kms.Refused("TagResource", ("KeyId", key), ("Tags", Tags(("x", "1"), ("x", "2")))), StringComparison.Ordinal);
        Assert.StartsWith("TagException: Duplicate tag keys", await Kms.Refused("CreateKey", ("Tags", Tags(("x", "1"), ("x", "2")))), StringComparison.Ordinal);
        var many = Enumerable.Range(0, 50).Select(n => ($"k{n}", "v")).ToArray();
        await Kms.Call("TagResource", ("KeyId", key), ("Tags", Tags(many)));
        Assert.StartsWith("TagException: Too many tags", await Kms.Refused("TagResource", ("KeyId", key), ("Tags", Tags(("one more", "v")))), StringComparison.Ordinal);
        Assert.Equal(50, (await Kms.Call("ListResourceTags", ("KeyId", key)))["Tags"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_managed_keys_are_there_when_they_are_asked_for_and_nobodys_to_change()
    {
        var managed = await scenery.Describe("alias/aws/ssm");
        Assert.Equal("AWS", (string)managed["KeyManager"]!);
        Assert.Equal((string)managed["KeyId"]!, (string)(await scenery.Describe("alias/aws/ssm"))["KeyId"]!);
        foreach (var operation in (string[])["DisableKey", "EnableKey", "ScheduleKeyDeletion"])
            Assert.StartsWith("AccessDeniedException", await Kms.Refused(operation, ("KeyId", (string)managed["KeyId"]!)), StringComparison.Ordinal);
        Assert.StartsWith("AccessDeniedException", await Kms.Refused("Encrypt", ("KeyId", "alias/aws/ssm"), ("Plaintext", KmsScenery.Base64("x"))), StringComparison.Ordinal);
    }

    private static JsonArray Tags(params (string Key, string Value)[] tags) => [.. tags.Select(t => (JsonNode?)Map(("TagKey", t.Key), ("TagValue", t.Value)))];
}
