using Berth.Aws.Status;
using Berth.Domain.Diagnosis;
using Berth.Server.Commands;

namespace Berth.Server.Tests.Commands;

public sealed class TaskStatusTextTests
{
    private const string Region = "ap-northeast-1";

    private static readonly TaskStatusDocument Stopped = new("arn:task/1", "STOPPED", "TaskFailedToStart", "CannotPullContainerError: …", new Dictionary<string, string> { ["web"] = "CannotPullContainerError: …", ["log"] = "other" }, new NetworkEvidence
    {
        Cause = NetworkCause.NoRoute,
        Call = new("ecr:BatchGetImage", "ecr.dkr", "host", "198.18.0.3", 443, CallFailure.TimedOut),
        VpcId = "vpc-1",
        SubnetId = "subnet-1",
        RouteTableId = "rtb-1",
    });

    [Fact]
    public void Says_what_why_and_what_to_do() => Assert.Equal(
        """
        Task arn:task/1
        Status STOPPED, TaskFailedToStart
        Reason CannotPullContainerError: …
          log: other

        Why
          ecr:BatchGetImage at host (198.18.0.3:443) timed out.
          Route table rtb-1 of subnet subnet-1 has no route for 198.18.0.3, and no endpoint of VPC vpc-1 serves ecr.dkr with private DNS.

        Mend it
          aws ec2 create-vpc-endpoint --vpc-id vpc-1 --service-name com.amazonaws.ap-northeast-1.ecr.dkr --vpc-endpoint-type Interface --subnet-ids subnet-1 --security-group-ids <a group that admits tcp 443 from the task>
        """, string.Join('\n', TaskStatusText.Write(Stopped, Language.English, Region)));

    [Fact]
    public void Says_it_in_Japanese_too()
    {
        var lines = TaskStatusText.Write(Stopped, Language.Japanese, Region).ToList();
        Assert.Contains("原因", lines);
        Assert.Contains("対処", lines);
        Assert.Contains(lines, l => l.Contains("rtb-1 に 198.18.0.3 へのルートがなく", StringComparison.Ordinal));
    }

    [Fact]
    public void A_task_that_runs_has_nothing_to_explain() =>
        Assert.Equal(["Task arn:task/1", "Status RUNNING"], TaskStatusText.Write(new("arn:task/1", "RUNNING", null, null, new Dictionary<string, string>(), null), Language.English, Region));

    [Theory]
    [InlineData(null, "ja_JP.UTF-8", Language.Japanese)]
    [InlineData("en", "ja_JP.UTF-8", Language.English)]
    [InlineData("ja", "C", Language.Japanese)]
    [InlineData(null, "C.UTF-8", Language.English)]
    [InlineData(null, null, Language.English)]
    public void The_flag_comes_before_the_variable(string? flag, string? variable, Language expected) => Assert.Equal(expected, TaskStatusText.LanguageOf(flag, variable));
}
