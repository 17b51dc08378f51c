namespace Berth.Domain.Profiles;

/// <summary>Every quota that can be read and changed. Codes are AWS's where public material gives them.</summary>
public static class QuotaCatalog
{
    public static readonly IReadOnlyList<QuotaService> Services =
    [
        new("ec2", "Amazon Elastic Compute Cloud (Amazon EC2)"),
        new("ecr", "Amazon Elastic Container Registry (Amazon ECR)"),
        new("ecs", "Amazon Elastic Container Service (Amazon ECS)"),
        new("fargate", "AWS Fargate"),
        new("iam", "AWS Identity and Access Management (IAM)"),
        new("s3", "Amazon Simple Storage Service (Amazon S3)"),
        new("secretsmanager", "AWS Secrets Manager"),
        new("vpc", "Amazon Virtual Private Cloud (Amazon VPC)"),
    ];

    public static readonly IReadOnlyList<QuotaDefinition> All =
    [
        Whole("ecs", "L-21C621EB", "Clusters per account", adjustable: true, q => q.Clusters, (q, v) => q with { Clusters = v }),
        Whole("ecs", "L-9EF96962", "Services per cluster", adjustable: true, q => q.ServicesPerCluster, (q, v) => q with { ServicesPerCluster = v }),
        Whole("ecs", "L-92E49DE3", "Tasks per service", adjustable: true, q => q.TasksPerService, (q, v) => q with { TasksPerService = v }),
        Whole("ecs", "L-86C34207", "Container instances per cluster", adjustable: false, q => q.ContainerInstancesPerCluster, (q, v) => q with { ContainerInstancesPerCluster = v }),
        Whole("ecs", "L-A04A77EF", "Target groups per service", adjustable: false, q => q.TargetGroupsPerService, (q, v) => q with { TargetGroupsPerService = v }),
        Whole("ecs", "L-A24B7D58", "Capacity providers per cluster", adjustable: false, q => q.CapacityProvidersPerCluster, (q, v) => q with { CapacityProvidersPerCluster = v }),
        Whole("ecs", "L-B9151B48", "Revisions per task definition family", adjustable: false, q => q.RevisionsPerFamily, (q, v) => q with { RevisionsPerFamily = v }),
        Whole("ecs", "L-BE000001", "Containers per task definition", adjustable: false, q => q.ContainersPerTaskDefinition, (q, v) => q with { ContainersPerTaskDefinition = v }),
        Whole("ecs", "L-BE000002", "Task definition size in bytes", adjustable: false, q => q.TaskDefinitionBytes, (q, v) => q with { TaskDefinitionBytes = v }),
        Whole("ecs", "L-BE000003", "Tasks launched per run-task", adjustable: false, q => q.TasksPerRunTask, (q, v) => q with { TasksPerRunTask = v }),
        Whole("ecs", "L-BE000004", "Subnets per awsvpcConfiguration", adjustable: false, q => q.SubnetsPerAwsvpcConfiguration, (q, v) => q with { SubnetsPerAwsvpcConfiguration = v }),
        Whole("ecs", "L-BE000005", "Security groups per awsvpcConfiguration", adjustable: false, q => q.SecurityGroupsPerAwsvpcConfiguration, (q, v) => q with { SecurityGroupsPerAwsvpcConfiguration = v }),
        Whole("ecs", "L-BE000006", "Tags per resource", adjustable: false, q => q.TagsPerResource, (q, v) => q with { TagsPerResource = v }),
        Whole("fargate", "L-3032A538", "Fargate On-Demand vCPU resource count", adjustable: true, q => q.FargateOnDemandVcpus, (q, v) => q with { FargateOnDemandVcpus = v }),
        Whole("fargate", "L-36FBB829", "Fargate Spot vCPU resource count", adjustable: true, q => q.FargateSpotVcpus, (q, v) => q with { FargateSpotVcpus = v }),
        Whole("ecr", "L-CFEB8E8D", "Registered repositories", adjustable: true, q => q.Repositories, (q, v) => q with { Repositories = v }),
        Whole("ecr", "L-03A36CE1", "Images per repository", adjustable: true, q => q.ImagesPerRepository, (q, v) => q with { ImagesPerRepository = v }),
        Whole("iam", "L-F55AF5E4", "Users per account", adjustable: true, q => q.Users, (q, v) => q with { Users = v }),
        Whole("iam", "L-F4A5425F", "Groups per account", adjustable: true, q => q.Groups, (q, v) => q with { Groups = v }),
        Whole("iam", "L-FE177D64", "Roles per account", adjustable: true, q => q.Roles, (q, v) => q with { Roles = v }),
        Whole("iam", "L-E95E4862", "Customer managed policies per account", adjustable: true, q => q.CustomerManagedPolicies, (q, v) => q with { CustomerManagedPolicies = v }),
        Whole("iam", "L-0DA4ABF3", "Managed policies per role", adjustable: true, q => q.PoliciesAttachedPerRole, (q, v) => q with { PoliciesAttachedPerRole = v }),
        Whole("secretsmanager", "L-2F66C23C", "Secrets per Region", adjustable: false, q => q.Secrets, (q, v) => q with { Secrets = v }),
        Whole("s3", "L-DC2B2D3D", "General purpose buckets", adjustable: true, q => q.Buckets, (q, v) => q with { Buckets = v }),
        Whole("vpc", "L-F678F1CE", "VPCs per Region", adjustable: true, q => q.Vpcs, (q, v) => q with { Vpcs = v }),
        Whole("vpc", "L-407747CB", "Subnets per VPC", adjustable: true, q => q.SubnetsPerVpc, (q, v) => q with { SubnetsPerVpc = v }),
        Whole("vpc", "L-E79EC296", "VPC security groups per Region", adjustable: true, q => q.SecurityGroupsPerVpc, (q, v) => q with { SecurityGroupsPerVpc = v }),
        Whole("vpc", "L-0EA8095F", "Inbound or outbound rules per security group", adjustable: true, q => q.RulesPerSecurityGroup, (q, v) => q with { RulesPerSecurityGroup = v }),
        Whole("ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", adjustable: true, q => q.ElasticAddresses, (q, v) => q with { ElasticAddresses = v }),
        .. RequestRates.Definitions,
    ];

    private static readonly Dictionary<string, QuotaDefinition> ByCode = All.ToDictionary(d => d.Code, StringComparer.Ordinal);

    /// <returns>Null when the service has no such quota.</returns>
    public static QuotaDefinition? Find(string serviceCode, string code) => ByCode.GetValueOrDefault(code) is { } found && found.ServiceCode == serviceCode ? found : null;

    /// <summary>A profile's quotas with what the account has changed. Codes that are known no more are passed over.</summary>
    public static Quotas Apply(Quotas defaults, IReadOnlyDictionary<string, double> changed) =>
        changed.Aggregate(defaults, (quotas, change) => ByCode.TryGetValue(change.Key, out var definition) ? definition.Write(quotas, change.Value) : quotas);

    private static QuotaDefinition Whole(string service, string code, string name, bool adjustable, Func<Quotas, int> read, Func<Quotas, int, Quotas> write) =>
        new(service, code, name, "None", adjustable) { Read = q => read(q), Write = (q, value) => write(q, (int)Math.Clamp(value, 0, int.MaxValue)) };
}
