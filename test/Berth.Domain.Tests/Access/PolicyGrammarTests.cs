using Berth.Domain.Access;
using CsCheck;

namespace Berth.Domain.Tests.Access;

public sealed class PolicyGrammarTests
{
    private const string Syntax = "Syntax errors in policy.";
    private const string Old = "The policy failed legacy parsing";
    private const string Vendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    private const string NoResources = "Policy statement must contain resources.";
    private const string NoActions = "Policy statement must contain actions.";

    [Theory]
    [InlineData(""" "Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b" """, null)]
    [InlineData(""" "Effect":"Deny","NotAction":["s3:*","iam: odd name "],"NotResource":["arn:aws:s3:::b","*"] """, null)]
    [InlineData(""" "Effect":"Allow","Action":"*","Resource":"arn:aws:ecs:*:*:task/${aws:username}/*" """, null)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{} """, null)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a",1,true]},"Bool":{"aws:SecureTransport":true}} """, null)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2017-07-01T00:00:00Z"}} """, null)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"arn:aws:iam::111122223333:root" """, null)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"arn:aws:iam::*:ro*" """, null)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","Comment":"x" """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Action":"s3:*","Resource":"*" """, Syntax)]
    [InlineData(""" "Effect":"Perhaps","Action":"s3:*","Resource":"*" """, Syntax)]
    [InlineData(""" "Action":"s3:*","Resource":"*" """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":{},"Resource":"*" """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":[[]],"Resource":"*" """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","NotAction":"s3:*","Resource":"*" """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","NotResource":[] """, Syntax)]
    [InlineData(""" "Sid":1,"Effect":"Allow","Action":"s3:*","Resource":"*" """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":[] """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"a":"b"} """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"a":{}}} """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"SoundsLike":{"a":"b"}} """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"ForAnyValue::StringEquals":{"a":"b"}} """, Syntax)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*\udc00","Resource":"*" """, Syntax)]
    [InlineData(""" "Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*" """, "Policy document should not specify a principal.")]
    [InlineData(""" "Effect":"aLLow","Action":"s3:*","Resource":"*" """, Old)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3::b" """, Old)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"arn:aws::::b" """, Old)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"soon"}} """, Old)]
    [InlineData(""" "Sid":"not alone","Effect":"Allow","Action":"s3:*","Resource":"*" """, "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")]
    [InlineData(""" "Sid":"One","Effect":"Allow","Action":"s3:*","Resource":"*"},{"Sid":"One","Effect":"Allow" """, "Statement IDs (SID) in a single policy must be unique.")]
    [InlineData(""" "Effect":"Allow","Resource":"*" """, NoActions)]
    [InlineData(""" "Effect":"Allow","Action":[],"Resource":"*" """, NoActions)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*" """, NoResources)]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":[] """, NoResources)]
    [InlineData(""" "Effect":"Allow","Action":"ListBucket" """, Vendor)]
    [InlineData(""" "Effect":"Allow","NotAction":"","Resource":"*" """, Vendor)]
    [InlineData(""" "Effect":"Allow","Action":"a a:ListBucket","Resource":"*" """, "Vendor a a is not valid")]
    [InlineData(""" "Effect":"Allow","Action":"s3:List:Bucket","Resource":"*" """, "Actions/Condition can contain only one colon.")]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"bucket" """, "Resource bucket must be in ARN format or \"*\".")]
    [InlineData(""" "Effect":"Allow","Action":"x","Resource":"" """, "Resource  must be in ARN format or \"*\".")]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"a:b:c" """, "Partition \"b\" is not valid for resource \"arn:b:c:*:*:*\".")]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"aws:s3:::b" """, "Partition \"s3\" is not valid for resource \"arn:s3:::b:*\".")]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"arn:error:s3:::b" """, "Partition \"error\" is not valid for resource \"arn:error:s3:::b\".")]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"arn:aws" """, "Resource vendor must be fully qualified and cannot contain regexes.")]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s*:::b" """, "Resource vendor must be fully qualified and cannot contain regexes.")]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:eu-west-1::b" """, "Resource arn:aws:s3:eu-west-1::b can not contain region information.")]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"arn:aws:iam:eu-west-1::user/b" """, "IAM resource arn:aws:iam:eu-west-1::user/b cannot contain region information.")]
    [InlineData(""" "Effect":"Allow","Action":"s3:*","Resource":"arn:aws:iam:::b" """, "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.")]
    public void An_identity_policy_is_checked(string statement, string? expected)
    {
        var document = $$"""{"Version":"2012-10-17","Statement":[{{{statement}}}]}""";
        Assert.Equal(expected, PolicyGrammar.Check(document, PolicyUse.Identity));
        Assert.Equal(expected, PolicyGrammar.Check(document, PolicyUse.Managed));
        Assert.Equal(expected, PolicyGrammar.Check(document, PolicyUse.Session));
    }

    [Theory]
    [InlineData("nonsense", Syntax)]
    [InlineData("[]", Syntax)]
    [InlineData("{}", Syntax)]
    [InlineData("""{"Version":"2013-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""", Syntax)]
    [InlineData("""{"Version":"2012-10-17","Statement":[]}""", Syntax)]
    [InlineData("""{"Version":"2012-10-17","Statement":["x"]}""", Syntax)]
    [InlineData("""{"Version":"2012-10-17","Id":{},"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""", Syntax)]
    [InlineData("""{"Version":"2012-10-17","Extra":1,"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""", Syntax)]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""", null)]
    public void A_document_is_checked(string document, string? expected) => Assert.Equal(expected, PolicyGrammar.Check(document, PolicyUse.Identity));

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""")]
    [InlineData("""{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""")]
    public void Only_a_managed_policy_must_be_of_the_new_version(string document)
    {
        Assert.Null(PolicyGrammar.Check(document, PolicyUse.Identity));
        Assert.Equal("Policy document must be version 2012-10-17 or greater.", PolicyGrammar.Check(document, PolicyUse.Managed));
    }

    [Theory]
    [InlineData(""" "Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole" """, null)]
    [InlineData(""" "Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:root","arn:aws:iam::111122223333:user/p/a","arn:aws:iam::111122223333:role/r","arn:aws:sts::111122223333:assumed-role/r/s"]},"Action":["sts:AssumeRole","sts:TagSession"] """, null)]
    [InlineData(""" "Effect":"Allow","Principal":"*","Action":"sts:AssumeRole" """, null)]
    [InlineData(""" "Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Comment":1 """, "Unknown field Comment")]
    [InlineData(""" "Principal":"*","Action":"sts:AssumeRole" """, "Missing required field Effect")]
    [InlineData(""" "Effect":"allow","Principal":"*","Action":"sts:AssumeRole" """, "Invalid effect: allow")]
    [InlineData(""" "Effect":"Allow","Action":"sts:AssumeRole" """, "Missing required field Principal")]
    [InlineData(""" "Effect":"Allow","Principal":{},"Action":"sts:AssumeRole" """, "Missing required field Principal cannot be empty!")]
    [InlineData(""" "Effect":"Allow","Principal":{"AWS":[]},"Action":"sts:AssumeRole" """, "Missing required field Principal cannot be empty!")]
    [InlineData(""" "Effect":"Allow","Principal":{"AWS":"alice"},"Action":"sts:AssumeRole" """, "Invalid principal in policy: \"AWS\":\"alice\"")]
    [InlineData(""" "Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/*"},"Action":"sts:AssumeRole" """, "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:role/*\"")]
    [InlineData(""" "Effect":"Allow","Principal":{"Service":"ecs-tasks"},"Action":"sts:AssumeRole" """, "Invalid principal in policy: \"SERVICE\":\"ecs-tasks\"")]
    [InlineData(""" "Effect":"Allow","Principal":{"Group":"x"},"Action":"sts:AssumeRole" """, "Invalid principal in policy: \"Group\"")]
    [InlineData(""" "Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole" """, "Allow with NotPrincipal is not allowed.")]
    [InlineData(""" "Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole" """, "AssumeRole policy must not contain NotPrincipal field.")]
    [InlineData(""" "Effect":"Allow","Principal":"*" """, "Missing required field Action")]
    [InlineData(""" "Effect":"Allow","Principal":"*","Action":"*" """, "AssumeRole policy may only specify STS AssumeRole actions.")]
    [InlineData(""" "Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*" """, "Has prohibited field Resource")]
    [InlineData(""" "Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{"SoundsLike":{"a":"b"}} """, "Invalid Condition type : SoundsLike")]
    [InlineData(""" "Sid":"a","Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"},{"Sid":"a","Effect":"Allow","Principal":"*","Action":"sts:AssumeRole" """, "The Statement Ids in the policy are not unique")]
    public void A_trust_policy_is_checked(string statement, string? expected) =>
        Assert.Equal(expected, PolicyGrammar.Check($$"""{"Version":"2012-10-17","Statement":[{{{statement}}}]}""", PolicyUse.Trust));

    [Theory]
    [InlineData(""" "Effect":"Allow","Principal":"*","Action":["ecr:BatchGetImage"] """, null)]
    [InlineData(""" "Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"arn:aws:s3:::b/*" """, null)]
    [InlineData(""" "Effect":"Allow","Principal":"*","Action":"GetObject","Resource":"*" """, "Policy has invalid action")]
    [InlineData(""" "Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"bucket" """, "Policy has invalid resource")]
    public void A_resources_policy_is_checked(string statement, string? expected) =>
        Assert.Equal(expected, PolicyGrammar.Check($$"""{"Version":"2012-10-17","Statement":[{{{statement}}}]}""", PolicyUse.Resource));

    [Theory]
    [InlineData("nonsense", "This policy contains invalid Json")]
    [InlineData("{}", "Missing required field Statement")]
    [InlineData("""{"Version":"now","Statement":[]}""", "The policy must contain a valid version string")]
    [InlineData("""{"Statement":[]}""", "Could not parse the policy: Statement is empty!")]
    public void A_trust_document_is_checked(string document, string expected) => Assert.Equal(expected, PolicyGrammar.Check(document, PolicyUse.Trust));

    [Fact]
    public void Safety_no_json_makes_reading_or_checking_throw() => Json(4).Sample(json =>
    {
        _ = PolicyDocument.Parse(json);
        _ = PolicyPositions.Of(json);
        foreach (var use in Enum.GetValues<PolicyUse>()) _ = PolicyGrammar.Check(json, use);
        foreach (var source in Enum.GetValues<PolicySource>())
        {
            var policies = AccessPolicies.Compile([new("x", null, null, source, json)]);
            var sets = new AccessPolicySets(policies, policies, policies, policies, policies);
            _ = AccessSimulator.Simulate("s3:GetObject", "arn:aws:s3:::b", new("arn:aws:iam::111122223333:user/a", null, "111122223333"), AccessKeys.None, sets);
        }
    }, iter: 5_000);

    /// <summary>JSON whose members have the names that policies have, and any values.</summary>
    private static Gen<string> Json(int depth)
    {
        var names = new[] { "Version", "Statement", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition", "StringLike", "Null", "IpAddress", "Date", "AWS", "Service", "Sid", "x" };
        var leaf = RandomAccesses.Pick("\"Allow\"", "\"Deny\"", "\"*\"", "\"2012-10-17\"", "\"s3:*\"", "\"arn:aws:s3:::*\"", "\"${aws:x, 'y'}\"", "\"${\"", "1", "true", "null", "\"\\ud800\"", "\"\"", "[]", "{}", "\"10.0.0.0/8\"");
        if (depth == 0) return leaf;
        return Gen.OneOf(
            leaf, Json(depth - 1).Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(RandomAccesses.Pick(names), Json(depth - 1)).Array[0, 6].Select(members => $"{{{string.Join(',', members.Select(m => $"\"{m.Item1}\":{m.Item2}"))}}}"),
            Json(depth - 1).Select(inner => $$"""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":"*","Condition":{{inner}}}]}"""));
    }
}
