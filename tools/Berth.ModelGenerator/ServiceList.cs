using System.Text.Json;

namespace Berth.ModelGenerator;

/// <summary>One service of models/operations.json: the name we give it, botocore's folder, and the operations that we answer.</summary>
internal sealed record ServiceEntry(string Name, string Model, IReadOnlyList<string> Operations);

internal static class ServiceList
{
    public static IReadOnlyList<ServiceEntry> Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return [.. document.RootElement.EnumerateObject().Select(service => new ServiceEntry(
            service.Name,
            service.Value.GetProperty("model").GetString()!,
            [.. service.Value.GetProperty("operations").EnumerateArray().Select(o => o.GetString()!)]))];
    }
}
