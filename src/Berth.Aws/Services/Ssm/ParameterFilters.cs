using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Parameters;

namespace Berth.Aws.Services.Ssm;

/// <summary>Filters of lists: all must hold, each for one of its values.</summary>
internal static class ParameterFilters
{
    private const string Equal = "Equals";
    private const string Begins = "BeginsWith";
    private const string Inside = "Contains";

    /// <summary>The old form of the same.</summary>
    public static IReadOnlyList<ParameterStringFilterShape> Of(IReadOnlyList<ParametersFilterShape>? old, IReadOnlyList<ParameterStringFilterShape>? filters)
    {
        if (old is { Count: > 0 } && filters is { Count: > 0 }) throw SsmErrors.Validation("You can use either Filters or ParameterFilters in a single request.");
        return filters ?? [.. (old ?? []).Select(f => new ParameterStringFilterShape { Key = f.Key, Option = f.Key == "Name" ? Begins : Equal, Values = f.Values })];
    }

    /// <exception cref="AwsException">A key or an option that there is not.</exception>
    public static void Check(IReadOnlyList<ParameterStringFilterShape> filters)
    {
        foreach (var filter in filters)
        {
            if (filter.Key is not ("Name" or "Type" or "KeyId" or "Tier" or "DataType" or "Path" or "Label") && filter.Key?.StartsWith("tag:", StringComparison.Ordinal) != true)
                throw SsmErrors.InvalidFilter($"The filter key {filter.Key} is not valid.");
            var allowed = filter.Key switch { "Name" => [Equal, Begins, Inside], "Path" => ["Recursive", "OneLevel"], "Type" or "KeyId" or "Tier" or "DataType" => [Equal, Begins], _ => new[] { Equal } };
            if (filter.Option is { } option && !allowed.Contains(option, StringComparer.Ordinal)) throw SsmErrors.InvalidOption($"The filter option {option} is not valid for the key {filter.Key}. Valid options include: [{string.Join(", ", allowed)}].");
        }
    }

    public static bool Match(ParameterRecord parameter, IReadOnlyList<ParameterStringFilterShape> filters) => filters.All(f => Holds(parameter, f));

    private static bool Holds(ParameterRecord parameter, ParameterStringFilterShape filter)
    {
        var values = filter.Values ?? [];
        if (filter.Key == "Path") return values.Any(v => ParameterNames.IsUnder(parameter.Name, v, filter.Option == "Recursive"));
        if (filter.Key == "Label") return parameter.Versions.Any(v => v.Labels.Intersect(values, StringComparer.Ordinal).Any());
        if (filter.Key!.StartsWith("tag:", StringComparison.Ordinal)) return parameter.Tags.TryGetValue(filter.Key[4..], out var tag) && (values.Count == 0 || values.Contains(tag, StringComparer.Ordinal));
        var actual = filter.Key switch { "Name" => parameter.Name, "Type" => parameter.Latest.Type, "KeyId" => parameter.Latest.KeyId ?? "", "Tier" => parameter.Latest.Tier, _ => parameter.Latest.DataType };
        return values.Any(v => filter.Option switch
        {
            Begins => actual.StartsWith(v, StringComparison.Ordinal) || (filter.Key == "Name" && actual.TrimStart('/').StartsWith(v, StringComparison.Ordinal)),
            Inside => actual.Contains(v, StringComparison.Ordinal),
            _ => actual == v,
        });
    }
}
