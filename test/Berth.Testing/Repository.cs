namespace Berth.Testing;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder)
    {
        var at = new DirectoryInfo(folder);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Berth.slnx"))) at = at.Parent;
        return at?.FullName ?? throw new DirectoryNotFoundException($"No folder above {folder} holds Berth.slnx.");
    }
}
