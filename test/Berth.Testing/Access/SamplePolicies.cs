using System.Globalization;
using Berth.Domain.Access;

namespace Berth.Testing.Access;

/// <summary>The policies of a team that takes roles seriously: ten of twenty statements, with lists of ARNs, wildcards, variables, tags and guard rails; and questions of which some are allowed.</summary>
public static class SamplePolicies
{
    private const int StatementsPerPolicy = 20;
    private const string Account = "111122223333";

    private static readonly string[] Services = ["ecs", "ecr", "sqs", "logs", "dynamodb", "ec2", "ssm", "secretsmanager", "kms", "cloudwatch"];
    private static readonly string[] Verbs = ["DescribeThings", "GetThing", "PutThing", "DeleteThing", "RunThing", "ListThings", "TagResource"];

    public static AccessPrincipal Principal { get; } = new("arn:aws:iam::111122223333:user/alice", null, Account) { UserName = "alice" };

    public static IReadOnlyList<NamedPolicy> Policies { get; } =
    [
        .. Services.Select(s => new NamedPolicy($"{s}-team", $"arn:aws:iam::{Account}:policy/{s}-team", Principal.Arn, PolicySource.Identity,
            $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', Enumerable.Range(0, StatementsPerPolicy).Select(n => Statement(s, n)))}}]}""")),
    ];

    /// <summary>Every service with every verb, on resources that are listed, match, nearly match and do not exist.</summary>
    public static IReadOnlyList<SampleQuestion> Questions { get; } =
    [
        .. from service in Services
           from verb in Verbs
           from resource in new[] { "thing/list-3-2", "thing/team-5/x", "thing/alice/y", "thing/none", "cluster/prod" }
           select new SampleQuestion($"{service}:{verb}", Arn(service, resource), Keys(resource.Length + verb.Length)),
    ];

    private static string Statement(string service, int number) => (number % 10) switch
    {
        0 => $$"""{"Sid":"Look{{number}}","Effect":"Allow","Action":["{{service}}:Describe*","{{service}}:List*"],"Resource":"*"}""",
        1 => $$"""{"Sid":"Deploy{{number}}","Effect":"Allow","Action":["{{service}}:RunThing","{{service}}:PutThing"],"Resource":["{{string.Join("\",\"", Enumerable.Range(0, 5).Select(i => Arn(service, $"thing/list-{number}-{i}")))}}"]}""",
        2 => $$"""{"Effect":"Allow","Action":"{{service}}:Get*","Resource":["arn:aws:{{service}}:*:{{Account}}:thing/team-{{number}}/*","arn:aws:{{service}}:*:{{Account}}:other-{{number}}/?"]}""",
        3 => $$$"""{"Effect":"Allow","Action":"{{{service}}}:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team{{{number}}}":"${aws:PrincipalTag/team}"},"Bool":{"aws:SecureTransport":"true"} } }""",
        4 => $$$"""{"Sid":"Inside{{{number}}}","Effect":"Deny","Action":"{{{service}}}:Delete*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":["10.0.0.0/8","192.168.{{{number}}}.0/24"]} } }""",
        5 => $$"""{"Effect":"Allow","Action":["{{service}}:Put*","{{service}}:Delete*"],"Resource":"arn:aws:{{service}}:eu-west-1:{{Account}}:thing/${aws:username}/*"}""",
        6 => $$"""{"Sid":"Regions{{number}}","Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","eu-central-1"]} } }""",
        7 => $$$"""{"Effect":"Allow","Action":"*","Resource":"arn:aws:{{{service}}}:eu-west-1:{{{Account}}}:sandbox-{{{number}}}/*","Condition":{"ForAllValues:StringLike":{"aws:TagKeys":["team*","cost*"]} } }""",
        8 => $$$"""{"Effect":"Deny","Action":["{{{service}}}:Run*","{{{service}}}:Tag*"],"Resource":["arn:aws:{{{service}}}:*:*:cluster/prod","arn:aws:{{{service}}}:*:*:*/prod-*"],"Condition":{"NumericGreaterThan":{"aws:MultiFactorAuthAge":"3600"} } }""",
        _ => $$$"""{"Effect":"Allow","Action":"{{{service}}}:Tag*","NotResource":"arn:aws:{{{service}}}:*:*:cluster/prod","Condition":{"StringLike":{"aws:RequestTag/team":"t*"} } }""",
    };

    private static AccessKeys Keys(int dice)
    {
        var keys = new Dictionary<string, string>
        {
            ["aws:username"] = "alice",
            ["aws:PrincipalTag/team"] = "team-5",
            ["aws:SecureTransport"] = "true",
            ["aws:SourceIp"] = dice % 2 == 0 ? "10.1.2.3" : "203.0.113.9",
            ["aws:RequestedRegion"] = dice % 7 == 0 ? "us-east-1" : "eu-west-1",
            ["aws:MultiFactorAuthAge"] = (dice * 300).ToString(CultureInfo.InvariantCulture),
            ["aws:CurrentTime"] = "2026-01-01T00:00:00Z",
        };
        if (dice % 3 == 0) keys["aws:ResourceTag/team3"] = "team-5";
        if (dice % 5 == 0) keys["aws:RequestTag/team"] = "t1";
        return new(keys.Select(k => KeyValuePair.Create(k.Key, (IReadOnlyList<string>)[k.Value])));
    }

    private static string Arn(string service, string resource) => $"arn:aws:{service}:eu-west-1:{Account}:{resource}";
}

public sealed record SampleQuestion(string Action, string Resource, AccessKeys Keys);
