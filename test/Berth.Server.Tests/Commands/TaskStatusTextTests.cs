using System.Text.Json;
using Berth.Aws.Status;
using Berth.Domain.Access;
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

    private static readonly TaskStatusDocument Refused = new("arn:task/1", "STOPPED", "TaskFailedToStart", "ResourceInitializationError: …", new Dictionary<string, string>(), null)
    {
        ExecutionRoleArn = "arn:aws:iam::123456789012:role/exec",
        TaskRoleArn = "arn:aws:iam::123456789012:role/app",
        Refusals =
        [
            Refusal("ecr:GetAuthorizationToken", "*", "exec", AccessVerdict.NoIdentityPolicyAllows),
            Refusal("s3:GetObject", "arn:aws:s3:::bucket/key", "app", AccessVerdict.DeniedByResourcePolicy),
        ],
        StartFaults = [new(StartFaultKind.LogGroup, "logs:CreateLogStream", "/ecs/web", default)],
    };

    [Fact]
    public void Says_what_was_refused_to_which_role_and_what_was_not_there() => Assert.Equal(
        """
        Task arn:task/1
        Status STOPPED, TaskFailedToStart
        Reason ResourceInitializationError: …

        Why
          ecr:GetAuthorizationToken on * was refused to the execution role exec.
          No policy of exec permits it.
          s3:GetObject on arn:aws:s3:::bucket/key was refused to the task role app.
          A statement of the policy of arn:aws:s3:::bucket/key denies it. A denial outweighs everything that permits.
          logs:CreateLogStream: log group /ecs/web does not exist. Create it, or let the execution role do it: awslogs-create-group "true" and logs:CreateLogGroup.

        Mend it
          aws iam attach-role-policy --role-name exec --policy-arn arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
          aws s3api delete-bucket-policy --bucket bucket
          aws logs create-log-group --log-group-name /ecs/web
        """, string.Join('\n', TaskStatusText.Write(Refused, Language.English, Region)));

    [Fact]
    public void Refusals_are_told_in_Japanese_too()
    {
        var lines = TaskStatusText.Write(Refused, Language.Japanese, Region).ToList();
        Assert.Contains("  実行ロール exec による * への ecr:GetAuthorizationToken が拒否されました。", lines);
        Assert.Contains("  aws logs create-log-group --log-group-name /ecs/web", lines);
    }

    [Fact]
    public void The_document_travels_whole()
    {
        var read = JsonSerializer.Deserialize<TaskStatusDocument>(JsonSerializer.Serialize(Refused, TaskStatusDocument.Json), TaskStatusDocument.Json)!;
        Assert.Equal(Refused.Refusals, read.Refusals);
        Assert.Equal(Refused.StartFaults, read.StartFaults);
        Assert.Equal((Refused.ExecutionRoleArn, Refused.TaskRoleArn), (read.ExecutionRoleArn, read.TaskRoleArn));
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

    private static AccessEvidence Refusal(string action, string resource, string role, AccessVerdict verdict) => new()
    {
        Action = action,
        Resource = resource,
        PrincipalArn = $"arn:aws:sts::123456789012:assumed-role/{role}/1",
        RoleArn = "arn:aws:iam::123456789012:role/" + role,
        Verdict = verdict,
    };
}
