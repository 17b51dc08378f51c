using Berth.Aws.Services.Ecs.Wire;

namespace Berth.Aws.Services.Ecs;

/// <summary>A cluster's one setting.</summary>
internal static class ClusterSettings
{
    public const string ContainerInsights = "containerInsights";

    private static readonly string[] Values = ["enabled", "disabled", "enhanced"];

    /// <returns>The old settings with the given ones in their place.</returns>
    public static IReadOnlyDictionary<string, string> Read(IReadOnlyList<ClusterSettingShape>? given, IReadOnlyDictionary<string, string> old)
    {
        var settings = new Dictionary<string, string>(old);
        foreach (var setting in given ?? [])
        {
            if (setting.Name != ContainerInsights) throw EcsErrors.InvalidParameter("Cluster setting name should be one of [containerInsights]");
            if (!Values.Contains(setting.Value, StringComparer.Ordinal)) throw EcsErrors.InvalidParameter($"Cluster setting value should be one of [{string.Join(",", Values)}]");
            settings[ContainerInsights] = setting.Value!;
        }

        return settings;
    }
}
