namespace Berth.Fuzz.Tests.Driving;

/// <summary>Names of what is there, so that invented requests reach further than the first lookup.</summary>
internal static class KnownTexts
{
    public const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com","AWS":"*"},"Action":"sts:AssumeRole"}]}""";

    private const string Account = "123456789012";
    private const string Region = "ap-northeast-1";

    private static readonly Dictionary<string, string[]> ByMember = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cluster"] = ["default", "fuzz", $"arn:aws:ecs:{Region}:{Account}:cluster/fuzz"],
        ["clusters"] = ["default", "fuzz"],
        ["clusterName"] = ["fuzz", "fuzz-2", "default"],
        ["taskDefinition"] = ["fuzz", "fuzz:1", "fuzz:2", $"arn:aws:ecs:{Region}:{Account}:task-definition/fuzz:1"],
        ["family"] = ["fuzz", "fuzz-2"],
        ["cpu"] = ["256", "512", "1 vCPU", ".25 vcpu"],
        ["memory"] = ["512", "1024", "1GB", "0.5 GB"],
        ["networkMode"] = ["awsvpc"],
        ["requiresCompatibilities"] = ["FARGATE"],
        ["launchType"] = ["FARGATE"],
        ["image"] = ["busybox", "127.0.0.1:4566/fuzz:1", $"{Account}.dkr.ecr.{Region}.amazonaws.com/fuzz:1"],
        ["executionRoleArn"] = [$"arn:aws:iam::{Account}:role/fuzz"],
        ["taskRoleArn"] = [$"arn:aws:iam::{Account}:role/fuzz"],
        ["roleArn"] = [$"arn:aws:iam::{Account}:role/fuzz"],
        ["roleName"] = ["fuzz", "fuzz-2"],
        ["policyName"] = ["fuzz", "fuzz-2"],
        ["policyArn"] = ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy", $"arn:aws:iam::{Account}:policy/fuzz"],
        ["policyDocument"] = [Trust],
        ["assumeRolePolicyDocument"] = [Trust],
        ["subnets"] = ["subnet-0", "subnet-00000000000000001"],
        ["logGroupName"] = ["/fuzz", "/fuzz/2"],
        ["logStreamName"] = ["fuzz", "fuzz/app/1"],
        ["logGroupIdentifier"] = [$"arn:aws:logs:{Region}:{Account}:log-group:/fuzz:*", "/fuzz"],
        ["filterPattern"] = ["ERROR", "?a ?b -c \"d e\"", "{ $.x = 1 }"],
        ["repositoryName"] = ["fuzz", "fuzz/2"],
        ["repositoryNames"] = ["fuzz", "fuzz/2"],
        ["imageTag"] = ["1", "latest"],
        ["imageDigest"] = ["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
        ["layerDigest"] = ["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
        ["resourceArn"] = [$"arn:aws:ecs:{Region}:{Account}:cluster/fuzz", $"arn:aws:ecr:{Region}:{Account}:repository/fuzz", $"arn:aws:logs:{Region}:{Account}:log-group:/fuzz"],
        ["name"] = ["app", "side", "vpc-id", "default-for-az", "containerInsights"],
    };

    private static readonly string[] Others = ["app", "fuzz", "1", "tcp", "true", "/", "/data", "enabled", "CMD-SHELL", "START", "arn:aws:iam::123456789012:root", "2026-11-24T00:00:00Z", "awslogs-group", "awslogs-region", Region];

    public static string For(string member, Dice dice) => dice.Pick(ByMember.GetValueOrDefault(member, Others));
}
