using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Parameters;

namespace Berth.Aws.Services.Ssm;

internal static class SsmMapping
{
    public static ParameterShape ToWire(ParameterRecord parameter, ParameterVersion version, string value, string? selector) => new()
    {
        Name = parameter.Name,
        Type = version.Type,
        Value = value,
        Version = version.Number,
        Selector = selector is null ? null : ":" + selector,
        LastModifiedDate = version.ModifiedAt,
        ARN = parameter.Arn,
        DataType = version.DataType,
    };

    public static ParameterMetadataShape ToMetadata(ParameterRecord parameter) => new()
    {
        Name = parameter.Name,
        ARN = parameter.Arn,
        Type = parameter.Latest.Type,
        KeyId = parameter.Latest.KeyId,
        LastModifiedDate = parameter.Latest.ModifiedAt,
        LastModifiedUser = parameter.Latest.ModifiedBy,
        Description = parameter.Latest.Description,
        AllowedPattern = parameter.Latest.AllowedPattern,
        Version = parameter.Latest.Number,
        Tier = parameter.Latest.Tier,
        Policies = [],
        DataType = parameter.Latest.DataType,
    };

    public static ParameterHistoryShape ToHistory(ParameterRecord parameter, ParameterVersion version, string value) => new()
    {
        Name = parameter.Name,
        Type = version.Type,
        KeyId = version.KeyId,
        LastModifiedDate = version.ModifiedAt,
        LastModifiedUser = version.ModifiedBy,
        Description = version.Description,
        Value = value,
        AllowedPattern = version.AllowedPattern,
        Version = version.Number,
        Labels = version.Labels,
        Tier = version.Tier,
        Policies = [],
        DataType = version.DataType,
    };

    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyList<TagShape>? tags) => (tags ?? []).GroupBy(t => t.Key ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value ?? "", StringComparer.Ordinal);
}
