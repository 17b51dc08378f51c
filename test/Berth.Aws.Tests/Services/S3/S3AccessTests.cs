using Berth.Aws.Services.Iam;
using Berth.Aws.Signing;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Access;
using Berth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Services.S3;

/// <summary>Roles and bucket policies decide.</summary>
[Collection(ObjectFilesOfOne.Name)]
public sealed class S3AccessTests(AwsFront berth) : IAsyncLifetime
{
    private readonly S3Scenery scenery = new(berth);
    private readonly SessionScenery sessions = new(berth);

    private string BucketArn => "arn:aws:s3:::" + scenery.Bucket;

    public async ValueTask InitializeAsync()
    {
        await scenery.Created();
        await scenery.Put("open/a", "hello");
        await scenery.Put("shut/b", "secret");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_role_reads_what_its_policy_says()
    {
        await sessions.Role(SessionScenery.Statement("Allow", "s3:GetObject", BucketArn + "/open/*"));
        var client = await Client();
        Assert.Equal("hello", (await client.Send("GET", $"/{scenery.Bucket}/open/a")).Expect(200).Text);
        (await client.Send("HEAD", $"/{scenery.Bucket}/open/a")).Expect(200);
        var refused = (await client.Send("GET", $"/{scenery.Bucket}/shut/b")).Refused(403, "AccessDenied");
        Assert.Contains("is not authorized to perform: s3:GetObject", refused.Text, StringComparison.Ordinal);
        (await client.Send("PUT", $"/{scenery.Bucket}/open/a", "x")).Refused(403, "AccessDenied");
        (await client.Send("GET", "/" + scenery.Bucket)).Refused(403, "AccessDenied");
        (await client.Send("PUT", $"/{scenery.Bucket}/open/copy", "", null, ("x-amz-copy-source", $"{scenery.Bucket}/shut/b"))).Refused(403, "AccessDenied");
    }

    [Fact]
    public async Task That_a_key_is_missing_learns_who_may_list()
    {
        await sessions.Role(SessionScenery.Statement("Allow", "s3:GetObject", BucketArn + "/*"));
        var client = await Client();
        var refused = (await client.Send("GET", $"/{scenery.Bucket}/open/none")).Refused(403, "AccessDenied");
        Assert.Contains("s3:ListBucket", refused.Text, StringComparison.Ordinal);
        await sessions.Put(SessionScenery.Statement("Allow", "s3:GetObject", BucketArn + "/*"), SessionScenery.Statement("Allow", "s3:ListBucket", BucketArn));
        (await client.Send("GET", $"/{scenery.Bucket}/open/none")).Refused(404, "NoSuchKey");
    }

    [Fact]
    public async Task A_listing_may_be_kept_to_a_prefix()
    {
        await sessions.Role(SessionScenery.Statement("Allow", "s3:ListBucket", BucketArn, """{"StringLike":{"s3:prefix":"open/*"}}"""));
        var client = await Client();
        Assert.Equal("open/a", S3Scenery.Items(await client.Send("GET", $"/{scenery.Bucket}?list-type=2&prefix=open%2F")));
        (await client.Send("GET", $"/{scenery.Bucket}?list-type=2&prefix=shut%2F")).Refused(403, "AccessDenied");
        (await client.Send("GET", $"/{scenery.Bucket}?list-type=2")).Refused(403, "AccessDenied");
    }

    [Fact]
    public async Task Of_many_deletions_each_is_judged()
    {
        await sessions.Role(SessionScenery.Statement("Allow", "s3:DeleteObject", BucketArn + "/open/*"));
        const string document = "<Delete><Object><Key>open/a</Key></Object><Object><Key>shut/b</Key></Object></Delete>";
        var answer = (await (await Client()).Send("POST", $"/{scenery.Bucket}?delete", document, null, ("Content-MD5", Convert.ToBase64String(S3Scenery.Md5(System.Text.Encoding.UTF8.GetBytes(document)))))).Expect(200);
        Assert.Equal(("open/a", "shut/b", "AccessDenied"), (answer.Xml.Element("Deleted")!.Element("Key")!.Value, answer.Xml.Element("Error")!.Element("Key")!.Value, answer.Xml.Element("Error")!.Element("Code")!.Value));
    }

    [Fact]
    public async Task A_buckets_own_policy_lets_in_and_keeps_out()
    {
        await sessions.Role(SessionScenery.Statement("Allow", "s3:GetObject", BucketArn + "/open/*"));
        var client = await Client();
        await Policy($$"""{"Effect":"Allow","Principal":{"AWS":"{{sessions.RoleArn}}"},"Action":"s3:GetObject","Resource":"{{BucketArn}}/shut/*"},{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"{{BucketArn}}/open/*"}""");
        Assert.Equal("secret", (await client.Send("GET", $"/{scenery.Bucket}/shut/b")).Expect(200).Text);
        var refused = (await client.Send("GET", $"/{scenery.Bucket}/open/a")).Refused(403, "AccessDenied");
        Assert.Contains("with an explicit deny in a resource-based policy", refused.Text, StringComparison.Ordinal);
    }

    private async Task Policy(string statements) =>
        (await scenery.Root.Send("PUT", $"/{scenery.Bucket}?policy", $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""")).Expect(204);

    private async Task<S3Client> Client()
    {
        var role = (await berth.Store.Find<RoleRecord>(IamNames.RoleKind, sessions.RoleName))!.Value.Record;
        var keys = berth.Services.GetRequiredService<SessionIssuer>().Issue(role.Arn, role.RoleId, "me", TimeSpan.FromHours(1));
        return new(berth.Endpoint, new(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken));
    }
}
