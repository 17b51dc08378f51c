using Berth.Domain.ObjectStorage;

namespace Berth.Domain.Tests.ObjectStorage;

public sealed class BucketPolicyRulesTests
{
    private const string Good = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/*"}]}""";

    // What is changed in a good policy, and what S3 says.
    [Theory]
    [InlineData("", "", null)]
    [InlineData("arn:aws:s3:::photos/*", "arn:aws:s3:::photos", null)]
    [InlineData("\"s3:GetObject\"", "[\"s3:GetObject\",\"s3:Put*\"]", null)]
    [InlineData("arn:aws:s3:::photos/*", "arn:aws:s3:::other/*", "Policy has invalid resource")]
    [InlineData("arn:aws:s3:::photos/*", "arn:aws:s3:::photosother", "Policy has invalid resource")]
    [InlineData("s3:GetObject", "ecs:RunTask", "Policy has invalid action")]
    [InlineData(",\"Resource\":\"arn:aws:s3:::photos/*\"", "", "Missing required field Resource")]
    [InlineData("{\"Version\"", "[\"Version\"", "Policies must be valid JSON and the first byte must be '{'")]
    [InlineData("]}", "", "Policies must be valid JSON and the first byte must be '{'")]
    public void Checks(string part, string changed, string? fault) => Assert.Equal(fault, BucketPolicyRules.Check(part.Length == 0 ? Good : Good.Replace(part, changed, StringComparison.Ordinal), "photos"));

    [Fact]
    public void Twenty_kibibytes_at_most() => Assert.Contains("20480", BucketPolicyRules.Check(Good + new string(' ', BucketPolicyRules.BytesMax), "photos"), StringComparison.Ordinal);
}
