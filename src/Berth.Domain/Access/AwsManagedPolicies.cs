namespace Berth.Domain.Access;

/// <summary>Policies that AWS keeps for everybody, as far as tasks need them. Source: AWS managed policy reference.</summary>
public static class AwsManagedPolicies
{
    public const string TaskExecutionArn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

    /// <returns>Null when AWS has no such policy, or Berth does not know it.</returns>
    public static PolicyRecord? Find(string arn) => All.FirstOrDefault(p => p.Arn == arn);

    public static IReadOnlyList<PolicyRecord> All { get; } =
    [
        new()
        {
            Name = "AmazonECSTaskExecutionRolePolicy",
            Path = "/service-role/",
            PolicyId = "ANPAJG4T4G4PV56DE72PY",
            Arn = TaskExecutionArn,
            Description = "Provides access to other AWS service resources that are required to run Amazon ECS tasks",
            CreatedAt = new(2017, 11, 16, 18, 48, 22, TimeSpan.Zero),
            Document = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}
                """.Trim(),
        },
        new()
        {
            Name = "AmazonEC2ContainerServiceforEC2Role",
            Path = "/service-role/",
            PolicyId = "ANPAJLYJCVHC7TQHCSQDS",
            Arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
            Description = "Default policy for the Amazon EC2 Role for Amazon EC2 Container Service.",
            CreatedAt = new(2015, 3, 19, 18, 45, 18, TimeSpan.Zero),
            Document = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecs:DiscoverPollEndpoint","ecs:Poll","ecs:RegisterContainerInstance","ecs:StartTelemetrySession","ecs:Submit*"],"Resource":"*"}]}
                """.Trim(),
        },
    ];
}
