namespace Berth.Domain.Profiles;

/// <summary>How much an account may have and do. A profile has the defaults; the Service Quotas API changes them (<see cref="QuotaCatalog"/>). Source: service quotas of ECS, Fargate, ECR, IAM, VPC, Secrets Manager and S3.</summary>
public sealed record Quotas
{
    public required int Clusters { get; init; }
    public required int ServicesPerCluster { get; init; }
    public required int TasksPerService { get; init; }
    public required int ContainerInstancesPerCluster { get; init; }
    public required int TargetGroupsPerService { get; init; }
    public required int CapacityProvidersPerCluster { get; init; }
    public required int ContainersPerTaskDefinition { get; init; }
    public required int TaskDefinitionBytes { get; init; }
    public required int RevisionsPerFamily { get; init; }
    public required int TasksPerRunTask { get; init; }
    public required int SubnetsPerAwsvpcConfiguration { get; init; }
    public required int SecurityGroupsPerAwsvpcConfiguration { get; init; }
    public required int TagsPerResource { get; init; }

    /// <summary>Of all Fargate tasks that are not stopped and not Spot, in the region.</summary>
    public required int FargateOnDemandVcpus { get; init; }

    /// <summary>Of all Fargate Spot tasks that are not stopped, in the region.</summary>
    public required int FargateSpotVcpus { get; init; }
    public required int Repositories { get; init; }
    public required int ImagesPerRepository { get; init; }
    public required int Users { get; init; }
    public required int Groups { get; init; }
    public required int Roles { get; init; }
    public required int CustomerManagedPolicies { get; init; }
    public required int PoliciesAttachedPerRole { get; init; }
    public required int Secrets { get; init; }
    public required int Buckets { get; init; }
    public required int Vpcs { get; init; }
    public required int SubnetsPerVpc { get; init; }
    public required int SecurityGroupsPerVpc { get; init; }

    /// <summary>In each direction. A rule that names a prefix list counts as many as the list may hold.</summary>
    public required int RulesPerSecurityGroup { get; init; }

    /// <summary>In the region.</summary>
    public required int ElasticAddresses { get; init; }

    /// <summary>Rates that hold only once somebody has set them, by quota code; see <see cref="RequestRates"/>.</summary>
    public IReadOnlyDictionary<string, double> Rates { get; init; } = new Dictionary<string, double>();
}
