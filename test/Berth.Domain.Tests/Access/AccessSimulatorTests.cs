using Berth.Domain.Access;

namespace Berth.Domain.Tests.Access;

public sealed class AccessSimulatorTests
{
    private const string Administrator = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": "*",
              "Resource": "*"
            }
          ]
        }
        """;

    private static readonly AccessPrincipal Alice = new("arn:aws:iam::111122223333:user/alice", null, "111122223333") { UserName = "alice" };

    [Fact]
    public void An_allowed_action_shows_the_statement_that_allows()
    {
        var simulated = Simulate(Administrator, null);
        Assert.Equal((SimulatedResult.Allowed, (bool?)null), (simulated.Result, simulated.AllowedByBoundary));
        Assert.Equal(new PolicySpan(new(3, 17), new(8, 6)), Assert.Single(simulated.Matched).Span);
    }

    [Fact]
    public void A_denied_action_shows_only_the_statements_that_deny()
    {
        var simulated = Simulate("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"No","Effect":"Deny","Action":"ecs:*","Resource":"*"}]}""", Administrator);
        var matched = Assert.Single(simulated.Matched);
        Assert.Equal((SimulatedResult.ExplicitDeny, 1, "No", new PolicySpan(new(1, 85), new(1, 145)), true), (simulated.Result, matched.Statement, matched.Sid, matched.Span, simulated.AllowedByBoundary));
    }

    [Fact]
    public void A_boundary_that_does_not_allow_is_told_apart()
    {
        var simulated = Simulate(Administrator, """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}""");
        Assert.Equal((SimulatedResult.ImplicitDeny, false, 0, AccessVerdict.NoBoundaryAllows), (simulated.Result, simulated.AllowedByBoundary, simulated.Matched.Count, simulated.Verdict));
    }

    [Fact]
    public void Keys_that_were_not_given_are_named()
    {
        var simulated = Simulate("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username}","Condition":{"Bool":{"aws:SecureTransport":"true","aws:Given":"true"}}}]}""", null);
        Assert.Equal(["aws:SecureTransport", "aws:username"], simulated.MissingKeys);
        Assert.Equal(["b", "a", "c"], AccessSimulator.ContextKeys([.. new[] { "{\"StringEquals\":{\"b\":\"x\"},\"StringLike\":{\"a\":\"y\"}}", "{\"Null\":{\"B\":\"true\",\"c\":\"true\"}}" }.Select(c => $$$"""{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{{c}}} } }""")]));
    }

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow"}}""", "1:14-1:32")]
    [InlineData("""{"Statement":[{},  {}]}""", "1:15-1:17 1:18-1:22")]
    [InlineData("{\"Id\":\"é\",\"Statement\":\n[ {\"x\":[{}]} , 5]}", "2:2-2:13 2:15-2:17")]
    [InlineData("""{"Other":{"Statement":[{}]},"Statement":[]}""", "")]
    [InlineData("nonsense", "")]
    public void Statements_have_places(string document, string expected) =>
        Assert.Equal(expected, string.Join(' ', PolicyPositions.Of(document).Select(s => $"{s.Start.Line}:{s.Start.Column}-{s.End.Line}:{s.End.Column}")));

    private static AccessSimulation Simulate(string identity, string? boundary)
    {
        AccessPolicies Of(PolicySource source, string document) => AccessPolicies.Compile([new(source.ToString(), null, null, source, document)]);
        AccessKeys keys = new([KeyValuePair.Create("aws:Given", (IReadOnlyList<string>)["true"])]);
        return AccessSimulator.Simulate("ecs:RunTask", "*", Alice, keys, new(Of(PolicySource.Identity, identity), boundary is null ? null : Of(PolicySource.Boundary, boundary), null, null, null));
    }
}
