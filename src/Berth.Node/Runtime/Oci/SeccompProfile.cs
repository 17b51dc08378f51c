using System.Text.Json.Nodes;

namespace Berth.Node.Runtime.Oci;

/// <summary>The default seccomp profile of Docker and podman, put into OCI form for this machine and these capabilities.</summary>
internal static class SeccompProfile
{
    /// <summary>Of Debian's golang-github-containers-common.</summary>
    private const string Source = "/usr/share/containers/seccomp.json";

    /// <returns>Null when the profile is not installed.</returns>
    public static JsonObject? Read(IReadOnlyCollection<string> capabilities) => File.Exists(Source) ? Convert(JsonNode.Parse(File.ReadAllText(Source))!.AsObject(), capabilities) : null;

    internal static JsonObject Convert(JsonObject profile, IReadOnlyCollection<string> capabilities)
    {
        var rules = new JsonArray();
        foreach (var rule in profile["syscalls"]!.AsArray().OfType<JsonObject>().Where(r => Applies(r, capabilities)))
        {
            var converted = new JsonObject { ["names"] = rule["names"]!.DeepClone(), ["action"] = rule["action"]!.DeepClone() };
            if (rule["errnoRet"] is { } code) converted["errnoRet"] = code.DeepClone();
            if (rule["args"] is JsonArray { Count: > 0 } arguments) converted["args"] = arguments.DeepClone();
            rules.Add((JsonNode)converted);
        }

        var result = new JsonObject
        {
            ["defaultAction"] = profile["defaultAction"]!.DeepClone(),
            ["architectures"] = new JsonArray("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"),
            ["syscalls"] = rules,
        };
        if (profile["defaultErrnoRet"] is { } errno) result["defaultErrnoRet"] = errno.DeepClone();
        return result;
    }

    private static bool Applies(JsonObject rule, IReadOnlyCollection<string> capabilities)
    {
        var (includes, excludes) = (rule["includes"] as JsonObject, rule["excludes"] as JsonObject);
        return Texts(includes, "caps").All(capabilities.Contains) && !Texts(excludes, "caps").Any(capabilities.Contains)
            && (Texts(includes, "arches").Count == 0 || Texts(includes, "arches").Contains("amd64")) && !Texts(excludes, "arches").Contains("amd64");
    }

    private static List<string> Texts(JsonObject? holder, string name) => holder?[name] is JsonArray list ? [.. list.Select(t => t!.GetValue<string>())] : [];
}
