using System.Collections;
using System.Reflection;

namespace Berth.Fuzz.Tests.Agent;

/// <summary>Says whether a value holds a null where its type says that there is none.</summary>
internal static class Whole
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <returns>The path of a member that is null and may not be; null when all is well.</returns>
    public static string? Hole(object value, string path = "")
    {
        if (value is string || value.GetType().IsPrimitive || value is DateTimeOffset) return null;
        if (value is IDictionary map) return map.Values.Cast<object?>().Select(v => v is null ? path + "[]" : Hole(v, path + "[]")).FirstOrDefault(h => h is not null);
        if (value is IEnumerable items) return items.Cast<object?>().Select(v => v is null ? path + "[]" : Hole(v, path + "[]")).FirstOrDefault(h => h is not null);
        foreach (var property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.GetIndexParameters().Length == 0 && p.GetMethod is not null))
        {
            var below = path + "." + property.Name;
            if (property.GetValue(value) is { } member)
            {
                if (Hole(member, below) is { } hole) return hole;
            }
            else if (MayNotBeNull(property))
            {
                return below;
            }
        }

        return null;
    }

    private static bool MayNotBeNull(PropertyInfo property)
    {
        lock (Nullability) return Nullability.Create(property).ReadState == NullabilityState.NotNull;
    }
}
