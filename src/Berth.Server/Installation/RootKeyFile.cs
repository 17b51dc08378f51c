using System.Text.Json;

namespace Berth.Server.Installation;

/// <summary>The root access key, as the signing part of the server keeps it in DATA/root-access-key.json (mode 0600).</summary>
internal sealed record RootKeyFile(string AccessKeyId, string SecretAccessKey)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <returns>Null when the server has never started.</returns>
    public static RootKeyFile? Read(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "root-access-key.json");
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<RootKeyFile>(File.ReadAllText(path), Json) : null;
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new CommandLineException($"{path} may not be read by this user. Run as root: sudo ./berth env", cause);
        }
    }

    public override string ToString() => $"RootKeyFile {{ {AccessKeyId} }}";
}
