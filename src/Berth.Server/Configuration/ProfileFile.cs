using Berth.Domain.Profiles;

namespace Berth.Server.Configuration;

/// <summary>The profiles that come with the program, one data file each.</summary>
internal static class ProfileFile
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "profiles");

    /// <exception cref="CommandLineException">There is no such profile.</exception>
    public static Profile Read(string name)
    {
        var path = Path.Combine(Folder, name + ".json");
        var known = Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ToList();
        if (!known.Contains(name)) throw new CommandLineException($"There is no profile '{name}'. Choose one with --profile: {string.Join(", ", known)}.");
        return Profile.Read(File.ReadAllText(path));
    }
}
