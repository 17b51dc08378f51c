namespace Berth.Domain.Access;

/// <summary>An IAM role. Row kind <c>role</c>, id its name.</summary>
public sealed record RoleRecord
{
    public required string Name { get; init; }
    public required string Path { get; init; }

    /// <summary>AROA…</summary>
    public required string RoleId { get; init; }
    public required string Arn { get; init; }

    /// <summary>JSON, as given.</summary>
    public required string AssumeRolePolicyDocument { get; init; }
    public string? Description { get; init; }
    public int MaxSessionDurationSeconds { get; init; } = 3600;
    public required DateTimeOffset CreatedAt { get; init; }
    public IReadOnlyList<string> AttachedPolicyArns { get; init; } = [];

    /// <summary>Inline policies: name to JSON document.</summary>
    public IReadOnlyDictionary<string, string> InlinePolicies { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>A managed policy. Row kind <c>policy</c>, id its ARN.</summary>
public sealed record PolicyRecord
{
    public required string Name { get; init; }
    public required string Path { get; init; }

    /// <summary>ANPA…</summary>
    public required string PolicyId { get; init; }
    public required string Arn { get; init; }
    public required string Document { get; init; }
    public string? Description { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>Policies that AWS keeps for everybody, as far as tasks need them. Source: AWS managed policy reference.</summary>
public static class AwsManagedPolicies
{
    public const string TaskExecutionArn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

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
