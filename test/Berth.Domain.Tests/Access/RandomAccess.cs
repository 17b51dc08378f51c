using System.Text.Json;
using Berth.Domain.Access;
using CsCheck;

namespace Berth.Domain.Tests.Access;

/// <summary>Policies of every kind, as statements, and one question.</summary>
internal sealed record RandomAccess(
    IReadOnlyDictionary<PolicySource, IReadOnlyList<RandomPolicy>> Policies, bool ResourceMustAllow, string Action, string Resource, AccessPrincipal Principal, IReadOnlyDictionary<string, IReadOnlyList<string>> Keys)
{
    public AccessVerdict Decide() => Decision().Verdict;

    public AccessDecision Decision() => AccessEvaluator.Decide(Action, Resource, Principal, new(Keys), Sets());

    public AccessPolicySets Sets()
    {
        AccessPolicies? Of(PolicySource source) => Policies.TryGetValue(source, out var policies) ? AccessPolicies.Compile([.. policies.Select((p, i) => new NamedPolicy($"{source}{i}", null, null, source, p.Document))]) : null;
        return new(Of(PolicySource.Identity), Of(PolicySource.Boundary), Of(PolicySource.Session), Of(PolicySource.Resource), Of(PolicySource.Endpoint)) { ResourceMustAllow = ResourceMustAllow };
    }

    public IReadOnlyDictionary<PolicySource, IReadOnlyList<string>> Documents => Policies.ToDictionary(p => p.Key, p => (IReadOnlyList<string>)[.. p.Value.Select(d => d.Document)]);

    public RandomAccess With(PolicySource source, IReadOnlyList<RandomPolicy> policies) => this with { Policies = Policies.Where(p => p.Key != source).Append(KeyValuePair.Create(source, policies)).ToDictionary() };

    public override string ToString() =>
        $"{Principal} {Action} on {Resource}, must allow {ResourceMustAllow}, keys {JsonSerializer.Serialize(Keys)}\n{string.Join('\n', Policies.SelectMany(p => p.Value.Select(d => $"{p.Key}: {d.Document}")))}";
}

internal sealed record RandomPolicy(bool IsNew, IReadOnlyList<string> Statements)
{
    public string Document => $$"""{"Version":"{{(IsNew ? "2012-10-17" : "2008-10-17")}}","Statement":[{{string.Join(',', Statements)}}]}""";
}

/// <summary>Small worlds in which things meet: few actions, resources, keys and values, so that patterns and conditions match about as often as not.</summary>
internal static class RandomAccesses
{
    private const string Account = "111122223333";
    private const string Alice = "arn:aws:iam::111122223333:user/alice";
    private const string Session = "arn:aws:sts::111122223333:assumed-role/deploy/one";
    private const string Role = "arn:aws:iam::111122223333:role/team/deploy";
    private const string Root = "arn:aws:iam::111122223333:root";
    private const string Task = "arn:aws:ecs:eu-west-1:111122223333:task/c/1";

    private static readonly string[] Actions = ["ecs:RunTask", "ecs:StopTask", "s3:GetObject", "iam:PassRole"];
    private static readonly string[] ActionPatterns = ["*", "*", "*:*", "ecs:*", "ecs:Run*", "ECS:runtask", "s3:Get?bject", "iam:PassRole", "ec?:*Task", "s3:List*"];
    private static readonly string[] Resources = ["*", Task, "arn:aws:s3:::b/alice/x", "arn:aws:s3:::b/*", Role];

    private static readonly string[] ResourcePatterns =
    [
        "*", "*", "arn:aws:ecs:*:*:task/*", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b*", "arn:*", Task, "arn:aws:s3:::b/${aws:PrincipalTag/team, 'alice'}/?", "arn:aws:s3:::b/${*}", Role, "arn:aws:*:eu*:1111*:task/c/?", "arn:*:1",
    ];

    private static readonly string[] PrincipalElements =
    [
        "\"*\"", "\"*\"", """{"AWS":"*"}""", """{"AWS":"111122223333"}""", $$"""{"AWS":["{{Root}}"]}""", $$"""{"AWS":"{{Alice}}"}""", $$"""{"AWS":["{{Role}}","{{Alice}}"]}""", $$"""{"AWS":"{{Session}}","Service":"ecs-tasks.amazonaws.com"}""",
        """{"Service":["ec2.amazonaws.com","ecs-tasks.amazonaws.com"]}""", """{"Federated":"x"}""", $$"""{"AWS":["{{Session}}","{{Role}}","{{Account}}"]}""",
    ];

    /// <summary>Operators, the keys that they are asked of, the values that they are given.</summary>
    private static readonly (string[] Operators, string[] Keys, string[] Values)[] Tests =
    [
        (["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"], ["aws:username", "AWS:PrincipalTag/team", "aws:TagKeys"],
            ["alice", "ALICE", "a*", "b", "${aws:username}", "${aws:PrincipalTag/team}", "${aws:PrincipalTag/none, 'b'}", "?", "${*}", "x${aws:username}"]),
        (["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"], ["aws:SourceArn"], ["arn:aws:ecs:*:*:task/*", Task, "arn:aws:ecs:*", "arn:*:*:c/1", "*", "${aws:SourceArn}"]),
        (["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"], ["s3:max-keys"], ["1", "2.0", "3", "many"]),
        (["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"], ["aws:CurrentTime"], ["2026-01-01T00:00:00Z", "2026-01-02", "1767225600", "2025", "soon"]),
        (["Bool"], ["aws:SecureTransport"], ["true", "false", "True", "perhaps"]),
        (["BinaryEquals"], ["aws:Blob"], ["QUJD", "QUJE"]),
        (["IpAddress", "NotIpAddress"], ["aws:SourceIp"], ["10.0.0.0/8", "10.0.0.1", "0.0.0.0/0", "2001:db8::/32", "192.168.0.0/16", "nowhere"]),
    ];

    private static readonly (string Key, string[] Values)[] RequestKeys =
    [
        ("aws:username", ["alice", "bob", "a*"]), ("aws:PrincipalTag/Team", ["a", "b", "alice", "*", "a:b"]), ("aws:SourceArn", [Task, "arn:aws:s3:::b", "c/1"]), ("s3:max-keys", ["1", "2", "3.5", "few"]),
        ("aws:CurrentTime", ["2026-01-01T00:00:00Z", "2026-01-01T12:00:00+09:00", "2024-06-01T00:00:00Z", "x"]), ("aws:SecureTransport", ["true", "false"]), ("aws:Blob", ["QUJD", "YQ=="]),
        ("aws:SourceIp", ["10.0.0.1", "10.1.2.3", "192.168.1.1", "2001:db8::7", "x"]), ("aws:TagKeys", ["alice", "b", "c"]),
    ];

    private static readonly AccessPrincipal[] Principals =
    [
        new(Alice, null, Account) { UserName = "alice" }, new(Alice, null, Account) { UserName = "alice" }, new(Session, Role, Account), new(Session, Role, Account), new(Root, null, Account), new("ecs-tasks.amazonaws.com", null, Account) { Service = "ecs-tasks.amazonaws.com" },
    ];

    private static Gen<string> Condition => Gen.Select(Gen.Int[0, Tests.Length], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Int[0, 9], Gen.Int[0, 100].Array[0, 3]).Select((test, operation, key, form, values) =>
    {
        if (test == Tests.Length) return $$$"""{"Null":{"{{{RequestKeys[key % RequestKeys.Length].Key}}}":"{{{(operation % 2 == 0 ? "true" : "false")}}}"}}""";
        var (operators, keys, pool) = Tests[test];
        var name = operators[operation % operators.Length];
        var text = form switch
        {
            0 => "ForAllValues:" + name,
            1 => "ForAnyValue:" + name,
            2 => name + "IfExists",
            3 => "ForAnyValue:" + name + "IfExists",
            _ => name,
        };
        return JsonSerializer.Serialize(new Dictionary<string, object> { [text] = new Dictionary<string, object> { [keys[key % keys.Length]] = values.Length == 0 ? Array.Empty<string>() : values.Select(v => pool[v % pool.Length]).ToArray() } });
    });

    public static Gen<string> Statement(PolicySource source, string? effect = null) => Gen.Select(
        Gen.Int[0, 3], Some(ActionPatterns), Some(ResourcePatterns), Gen.Int[0, 19], Gen.OneOf(Gen.Const("{}"), Condition, Condition), Pick(PrincipalElements), (denies, actions, resources, except, condition, principal) =>
        {
            var isOfResource = source is PolicySource.Resource or PolicySource.Endpoint;
            var parts = new List<string>
            {
                $"\"Effect\":\"{effect ?? (denies == 0 ? "Deny" : "Allow")}\"",
                $"\"{(except % 5 == 4 ? "NotAction" : "Action")}\":{JsonSerializer.Serialize(actions)}",
                $"\"Condition\":{condition}",
            };
            if (!isOfResource || except != 0) parts.Add($"\"{(except / 5 == 3 ? "NotResource" : "Resource")}\":{JsonSerializer.Serialize(resources)}");
            if (isOfResource) parts.Add($"\"{(except % 7 == 6 ? "NotPrincipal" : "Principal")}\":{principal}");
            return $"{{{string.Join(',', parts)}}}";
        });

    public static Gen<RandomAccess> Any => Gen.Select(
        Gen.Select(Set(PolicySource.Identity, 8), Set(PolicySource.Boundary, 4), Set(PolicySource.Session, 4), Set(PolicySource.Resource, 6), Set(PolicySource.Endpoint, 4)),
        Gen.Select(Pick(Actions), Pick(Resources), Pick(Principals), Gen.Int[0, 4]), Keys,
        (sets, asked, keys) => new RandomAccess(
            new[] { sets.Item1, sets.Item2, sets.Item3, sets.Item4, sets.Item5 }.OfType<KeyValuePair<PolicySource, IReadOnlyList<RandomPolicy>>>().ToDictionary(),
            asked.Item4 == 0, asked.Item1, asked.Item2, asked.Item3, keys));

    private static Gen<IReadOnlyDictionary<string, IReadOnlyList<string>>> Keys => Gen.Int[0, 300].Array[RequestKeys.Length].Select(dice => (IReadOnlyDictionary<string, IReadOnlyList<string>>)RequestKeys
        .Select((k, i) => (k.Key, Values: (IReadOnlyList<string>)(dice[i] % 3 == 0 ? [] : dice[i] % 5 == 0 ? [.. k.Values.Take(2)] : [k.Values[dice[i] % k.Values.Length]])))
        .Where((k, i) => k.Values.Count > 0 || dice[i] % 2 == 0).ToDictionary(k => k.Key, k => k.Values));

    /// <param name="inTen">How many times in ten such policies exist at all.</param>
    private static Gen<KeyValuePair<PolicySource, IReadOnlyList<RandomPolicy>>?> Set(PolicySource source, int inTen) => Gen.Select(Gen.Int[1, 10], Gen.Select(Gen.Int[0, 3], Statement(source).Array[0, 4], (old, statements) => new RandomPolicy(old > 0, statements)).Array[1, 3],
        (dice, policies) => dice > inTen ? (KeyValuePair<PolicySource, IReadOnlyList<RandomPolicy>>?)null : KeyValuePair.Create(source, (IReadOnlyList<RandomPolicy>)policies));

    public static Gen<T> Pick<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static Gen<string[]> Some(string[] pool) => Pick(pool).Array[1, 3];
}
