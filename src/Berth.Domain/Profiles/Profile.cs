using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Domain.Profiles;

/// <summary>Defaults, sizes and quotas, from one data file per profile (profiles/). Code reads the values and never asks which profile it is.</summary>
public sealed record Profile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public required string Name { get; init; }
    public required string Description { get; init; }

    /// <summary>When false, the member is ignored like any other that ECS does not know.</summary>
    public required bool AcceptsEnableExecuteCommandInTaskDefinition { get; init; }
    public required IReadOnlyList<FargateSize> FargateSizes { get; init; }
    public required ServiceDefaults ServiceDefaults { get; init; }
    public required Quotas Quotas { get; init; }

    /// <exception cref="InvalidDataException">The text is no profile.</exception>
    public static Profile Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Profile>(json, Json) ?? throw new InvalidDataException("The profile is empty.");
        }
        catch (JsonException cause)
        {
            throw new InvalidDataException("The profile cannot be read: " + cause.Message, cause);
        }
    }

    public bool AllowsOnFargate(int cpuUnits, int memoryMib) => FargateSizes.Any(s => s.CpuUnits == cpuUnits && s.Allows(memoryMib));
}

/// <summary>What CreateService fills in where a request says nothing.</summary>
public sealed record ServiceDefaults
{
    /// <summary>0 to 100.</summary>
    public required int MinimumHealthyPercent { get; init; }

    /// <summary>100 to 200.</summary>
    public required int MaximumPercent { get; init; }
}

/// <summary>One CPU size of Fargate with the memory that may go with it: listed, or a range with a step.</summary>
public sealed record FargateSize
{
    public required int CpuUnits { get; init; }
    public IReadOnlyList<int> MemoryMib { get; init; } = [];
    public int MemoryMibMin { get; init; }
    public int MemoryMibMax { get; init; }
    public int MemoryMibStep { get; init; } = 1;

    public bool Allows(int memoryMib) => MemoryMib.Count > 0
        ? MemoryMib.Contains(memoryMib)
        : memoryMib >= MemoryMibMin && memoryMib <= MemoryMibMax && (memoryMib - MemoryMibMin) % MemoryMibStep == 0;
}
