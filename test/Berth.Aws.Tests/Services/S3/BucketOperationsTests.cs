using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.S3;

[Collection(ObjectFilesOfOne.Name)]
public sealed class BucketOperationsTests(AwsFront berth)
{
    private readonly S3Scenery scenery = new(berth);

    [Fact]
    public async Task A_bucket_lives_and_goes()
    {
        await scenery.Created();
        var head = (await scenery.Root.Send("HEAD", "/" + scenery.Bucket)).Expect(200);
        Assert.Equal("ap-northeast-1", head.Headers["x-amz-bucket-region"]);
        Assert.Equal("ap-northeast-1", (await scenery.Root.Send("GET", $"/{scenery.Bucket}?location")).Expect(200).Xml.Value);
        Assert.Contains(scenery.Bucket, (await scenery.Root.Send("GET", "/")).Expect(200).Xml.Descendants("Name").Select(n => n.Value));
        (await scenery.Root.Send("DELETE", "/" + scenery.Bucket)).Expect(204);
        Assert.Equal(404, (await scenery.Root.Send("HEAD", "/" + scenery.Bucket)).Status);
        (await scenery.Root.Send("DELETE", "/" + scenery.Bucket)).Refused(404, "NoSuchBucket");
    }

    [Fact]
    public async Task It_is_made_once_and_in_this_region()
    {
        (await scenery.Root.Send("PUT", "/" + scenery.Bucket)).Refused(400, "IllegalLocationConstraintException");
        (await scenery.Root.Send("PUT", "/" + scenery.Bucket, S3Scenery.Location.Replace("ap-northeast-1", "eu-west-1", StringComparison.Ordinal))).Refused(400, "IllegalLocationConstraintException");
        await scenery.Created();
        (await scenery.Root.Send("PUT", "/" + scenery.Bucket, S3Scenery.Location)).Refused(409, "BucketAlreadyOwnedByYou");
        (await scenery.Root.Send("PUT", "/prod-ap-northeast-1-starport-layer-bucket", S3Scenery.Location)).Refused(409, "BucketAlreadyExists");
    }

    [Theory]
    [InlineData("Under_Score", "InvalidBucketName")]
    [InlineData("ab", "InvalidBucketName")]
    public async Task Its_name_has_rules(string name, string code) => (await scenery.Root.Send("PUT", "/" + name, S3Scenery.Location)).Refused(400, code);

    [Theory]
    [InlineData("<CreateBucketConfiguration><Location", 400, "MalformedXML")]
    [InlineData("<Other/>", 400, "MalformedXML")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><CreateBucketConfiguration>&b;</CreateBucketConfiguration>", 400, "MalformedXML")]
    [InlineData("<CreateBucketConfiguration><Bucket><Type>Directory</Type></Bucket></CreateBucketConfiguration>", 501, "NotImplemented")]
    public async Task A_document_that_is_none_is_refused(string body, int status, string code) => (await scenery.Root.Send("PUT", "/" + scenery.Bucket, body)).Refused(status, code);

    [Fact]
    public async Task A_bucket_with_objects_stays_and_one_with_uploads_goes()
    {
        await scenery.Created();
        await scenery.Put("a", "text");
        (await scenery.Root.Send("DELETE", "/" + scenery.Bucket)).Refused(409, "BucketNotEmpty");
        (await scenery.Root.Send("DELETE", $"/{scenery.Bucket}/a")).Expect(204);
        (await scenery.Root.Send("POST", $"/{scenery.Bucket}/big?uploads")).Expect(200);
        (await scenery.Root.Send("DELETE", "/" + scenery.Bucket)).Expect(204);
        Assert.DoesNotContain(berth.Store.Keys, k => k.StartsWith("s3-upload/" + scenery.Bucket, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_of_paths_that_are_others_work_as_buckets()
    {
        var client = scenery.Root;
        foreach (var name in (string[])["acs", "tcs", "console"]) (await client.Send("PUT", "/" + name, S3Scenery.Location)).Expect(200);
        (await client.Send("PUT", "/acs/ws", "not a socket")).Expect(200);
        Assert.Equal("not a socket", (await client.Send("GET", "/acs/ws")).Expect(200).Text);
    }

    [Theory]
    [InlineData("PUT", "?versioning", "PutBucketVersioning")]
    [InlineData("GET", "?lifecycle", "GetBucketLifecycleConfiguration")]
    [InlineData("GET", "?versions", "ListObjectVersions")]
    [InlineData("PUT", "?acl", "PutBucketAcl")]
    [InlineData("DELETE", "?publicAccessBlock", "DeletePublicAccessBlock")]
    [InlineData("GET", "/key?tagging", "GetObjectTagging")]
    [InlineData("POST", "/key?restore", "RestoreObject")]
    [InlineData("GET", "/key?attributes", "GetObjectAttributes")]
    public async Task What_is_not_done_is_named(string method, string target, string operation) =>
        Assert.Contains(operation, (await scenery.Root.Send(method, $"/{scenery.Bucket}{target}")).Refused(501, "NotImplemented").Xml.Element("Message")!.Value, StringComparison.Ordinal);

    [Theory]
    [InlineData("x-amz-server-side-encryption", "AES256", 501, "NotImplemented")]
    [InlineData("x-amz-tagging", "a=b", 501, "NotImplemented")]
    [InlineData("x-amz-storage-class", "GLACIER", 501, "NotImplemented")]
    [InlineData("x-amz-object-lock-mode", "GOVERNANCE", 501, "NotImplemented")]
    [InlineData("x-amz-acl", "public-read", 400, "AccessControlListNotSupported")]
    [InlineData("x-amz-grant-read", "id=1", 400, "AccessControlListNotSupported")]
    [InlineData("x-amz-expected-bucket-owner", "210987654321", 403, "AccessDenied")]
    public async Task A_header_that_asks_for_more_is_refused(string name, string value, int status, string code)
    {
        await scenery.Created();
        (await scenery.Root.Send("PUT", $"/{scenery.Bucket}/key", "text", null, (name, value))).Refused(status, code);
        Assert.Equal(404, (await scenery.Root.Send("HEAD", $"/{scenery.Bucket}/key")).Status);
    }

    [Fact]
    public async Task A_policy_is_kept_as_it_was_given()
    {
        await scenery.Created();
        var target = $"/{scenery.Bucket}?policy";
        (await scenery.Root.Send("GET", target)).Refused(404, "NoSuchBucketPolicy");
        var policy = $$"""{"Version":"2012-10-17", "Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{{scenery.Bucket}}","arn:aws:s3:::{{scenery.Bucket}}/*"]}]}""";
        (await scenery.Root.Send("PUT", target, "not json")).Refused(400, "MalformedPolicy");
        (await scenery.Root.Send("PUT", target, policy.Replace(scenery.Bucket, "other", StringComparison.Ordinal))).Refused(400, "MalformedPolicy");
        (await scenery.Root.Send("PUT", target, policy)).Expect(204);
        Assert.Equal(policy, (await scenery.Root.Send("GET", target)).Expect(200).Text);

        // It denies everybody everything, and yet the root is not locked out for ever.
        (await scenery.Root.Send("PUT", $"/{scenery.Bucket}/a", "text")).Refused(403, "AccessDenied");
        (await scenery.Root.Send("DELETE", target)).Expect(204);
        await scenery.Put("a", "text");
    }
}
