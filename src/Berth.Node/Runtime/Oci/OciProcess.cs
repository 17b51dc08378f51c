using System.Text.Json.Nodes;

namespace Berth.Node.Runtime.Oci;

/// <summary>A container's first process.</summary>
internal static class OciProcess
{
    public static JsonObject Write(ContainerSpec spec, OciParts parts) => new()
    {
        ["terminal"] = spec.PseudoTerminal,
        ["user"] = User(parts.User),
        ["args"] = OciJson.Texts(spec.InitProcessEnabled ? [ContainerInit.PathInside, "--", .. spec.Arguments] : spec.Arguments),
        ["env"] = OciJson.Texts(spec.Environment),
        ["cwd"] = spec.WorkingDirectory.Length == 0 ? "/" : spec.WorkingDirectory,
        ["capabilities"] = Capabilities(parts.User, parts.Capabilities),
        ["rlimits"] = new JsonArray([.. parts.Limits.Select(l => (JsonNode)new JsonObject { ["type"] = l.Type, ["soft"] = l.Soft, ["hard"] = l.Hard })]),
        ["noNewPrivileges"] = false,
    };

    private static JsonObject User(ContainerUser user) =>
        new() { ["uid"] = user.UserId, ["gid"] = user.GroupId, ["additionalGids"] = new JsonArray([.. user.AdditionalGroups.Select(g => (JsonNode)g)]) };

    /// <summary>Somebody who is not root has what execve would leave: only what the bounding set lets a file give.</summary>
    private static JsonObject Capabilities(ContainerUser user, IReadOnlyList<string> set) => user.UserId == 0
        ? new JsonObject { ["bounding"] = OciJson.Texts(set), ["effective"] = OciJson.Texts(set), ["permitted"] = OciJson.Texts(set) }
        : new JsonObject { ["bounding"] = OciJson.Texts(set) };
}
