using Berth.Domain.Access;

namespace Berth.Domain.Tests.Access;

public sealed class ArnPatternTests
{
    private static readonly AccessKeys Keys = new(new Dictionary<string, IReadOnlyList<string>>
    {
        ["aws:username"] = ["al*ce"],
        ["aws:userid"] = ["AROA:one"],
        ["aws:PrincipalTag/Team"] = ["red"],
        ["aws:TagKeys"] = ["a", "b"],
        ["aws:Evil"] = ["\uFFFE"],
        ["aws:Long"] = [new string('x', 2000)],
    });

    [Theory]
    [InlineData("*", "anything at all", true)]
    [InlineData("*", "*", true)]
    [InlineData("arn:aws:s3:::b", "arn:aws:s3:::b", true)]
    [InlineData("arn:aws:s3:::b", "arn:aws:s3:::B", false)]
    [InlineData("arn:aws:s3:::b/*", "arn:aws:s3:::b/c/d:e", true)]
    [InlineData("arn:aws:s3:::b/*", "*", false)]
    [InlineData("arn:aws:s3:::?", "arn:aws:s3:::b", true)]
    [InlineData("arn:aws:s3:*:b", "arn:aws:s3:::b", false)]
    [InlineData("arn:aws:ecs:*:1:task/c", "arn:aws:ecs:eu:1:task/c", true)]
    [InlineData("arn:aws:ecs:*:task/c", "arn:aws:ecs:eu:1:task/c", false)]
    [InlineData("arn:aws:ecs:*", "arn:aws:ecs:eu:1:task/c", true)]
    [InlineData("arn:*", "arn:aws:ecs:eu:1:task/c", true)]
    [InlineData("arn:*:ecs:eu:1:*c", "arn:aws:ecs:eu:1:task/c", true)]
    [InlineData("arn:aws:logs:eu:1:log-group:a:*", "arn:aws:logs:eu:1:log-group:a:log-stream:b", true)]
    [InlineData("arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/al*ce", true)]
    [InlineData("arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/alice", false)]
    [InlineData("arn:aws:s3:::b/${AWS:UserName}/*", "arn:aws:s3:::b/al*ce/x", true)]
    [InlineData("arn:aws:s3:::b/${aws:userid}", "arn:aws:s3:::b/AROA:one", true)]
    [InlineData("arn:aws:s3:::b/${aws:missing}", "arn:aws:s3:::b/", false)]
    [InlineData("arn:aws:s3:::b/${aws:missing, 'none'}", "arn:aws:s3:::b/none", true)]
    [InlineData("arn:aws:s3:::b/${aws:TagKeys}", "arn:aws:s3:::b/a", false)]
    [InlineData("arn:aws:s3:::b/${aws:TagKeys, 'a'}", "arn:aws:s3:::b/a", false)]
    [InlineData("arn:aws:s3:::${aws:PrincipalTag/team}-?${*}", "arn:aws:s3:::red-1*", true)]
    [InlineData("arn:aws:s3:::${aws:PrincipalTag/team}-?${*}", "arn:aws:s3:::red-11", false)]
    [InlineData("arn:aws:s3:::${?}${$}{x}", "arn:aws:s3:::?${x}", true)]
    [InlineData("arn:aws:s3:::${aws:Evil}", "arn:aws:s3:::everything", false)]
    [InlineData("arn:aws:s3:::b/${open", "arn:aws:s3:::b/${open", true)]
    public void Matches(string pattern, string arn, bool expected) => Assert.Equal(expected, ArnPattern.Of(pattern, withVariables: true).Matches(arn, Keys));

    [Fact]
    public void In_the_old_version_a_variable_is_plain_text()
    {
        Assert.True(ArnPattern.Of("arn:aws:s3:::${aws:username}", withVariables: false).Matches("arn:aws:s3:::${aws:username}", Keys));
        Assert.False(ArnPattern.Of("arn:aws:s3:::${aws:username}", withVariables: false).Matches("arn:aws:s3:::al*ce", Keys));
    }

    [Fact]
    public void A_variable_may_be_long() => Assert.True(ArnPattern.Of("arn:aws:s3:::${aws:Long}*", true).Matches("arn:aws:s3:::" + new string('x', 2001), Keys));

    [Fact]
    public void Many_stars_end_in_good_time() => Assert.False(ArnPattern.Of("arn:aws:s3:::" + string.Concat(Enumerable.Repeat("*a", 500)) + "b", true).Matches("arn:aws:s3:::" + new string('a', 2000), Keys));
}
