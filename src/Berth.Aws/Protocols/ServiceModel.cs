namespace Berth.Aws.Protocols;

/// <summary>What a service's model says of the service as a whole.</summary>
/// <param name="Protocol">json, query or ec2.</param>
/// <param name="TargetPrefix">What stands before the operation in X-Amz-Target; JSON services only.</param>
/// <param name="XmlNamespace">Of answers; query services only.</param>
/// <param name="SigningName">The service in a signature's credential scope.</param>
public sealed record ServiceModel(string Protocol, string ApiVersion, string? TargetPrefix, string? XmlNamespace, string SigningName);
