using System.Text.Json.Nodes;

namespace Berth.Acceptance.Driving;

/// <summary>The stock aws CLI, pointed at an installation.</summary>
internal sealed class Aws(BerthInstallation installation)
{
    private IReadOnlyDictionary<string, string>? environment;
    private Dictionary<string, string> keys = [];

    /// <summary>The same with other keys: those of a role's session, or a user's.</summary>
    /// <param name="sessionToken">A user's keys have none.</param>
    public Aws With(string accessKeyId, string secretAccessKey, string? sessionToken = null)
    {
        var other = new Aws(installation) { keys = new() { ["AWS_ACCESS_KEY_ID"] = accessKeyId, ["AWS_SECRET_ACCESS_KEY"] = secretAccessKey } };
        if (sessionToken is not null) other.keys["AWS_SESSION_TOKEN"] = sessionToken;
        return other;
    }

    /// <summary>Runs a command that must succeed and reads its JSON.</summary>
    public async Task<JsonNode> Json(params string[] arguments)
    {
        var result = await Try(arguments);
        Assert.True(result.ExitCode == 0, $"aws {string.Join(' ', arguments)}: {result}");
        return result.Output.Trim().Length == 0 ? new JsonObject() : JsonNode.Parse(result.Output)!;
    }

    /// <summary>Runs a command that must be refused, and answers what it prints: <c>An error occurred (CODE) when calling the X operation: TEXT</c>.</summary>
    public async Task<string> Refusal(params string[] arguments)
    {
        var result = await Try(arguments);
        Assert.True(result.ExitCode != 0, $"aws {string.Join(' ', arguments)} was not refused: {result}");
        return result.Error.Trim();
    }

    // Debian's older CLI does not read AWS_ENDPOINT_URL, so the endpoint is given in words.
    public async Task<CommandResult> Try(params string[] arguments) => await Command.Run("aws", ["--endpoint-url", installation.Endpoint.ToString(), "--output", "json", .. arguments], await Variables());

    /// <summary>Runs a line in which the CLI is called as people write it down, quotation marks and all, as their shell would.</summary>
    public async Task Shell(string line)
    {
        var script = $"aws() {{ command aws --endpoint-url {installation.Endpoint} --output json \"$@\"; }}; {line}";
        var result = await Command.Run("sh", ["-c", script], await Variables());
        Assert.True(result.ExitCode == 0, $"{line}: {result}");
    }

    private async Task<IReadOnlyDictionary<string, string>> Variables()
    {
        environment ??= await installation.Environment();
        var variables = new Dictionary<string, string>(environment) { ["AWS_PAGER"] = "", ["AWS_EC2_METADATA_DISABLED"] = "true", ["HOME"] = installation.DataDirectory };
        foreach (var (name, value) in keys) variables[name] = value;
        return variables;
    }
}
