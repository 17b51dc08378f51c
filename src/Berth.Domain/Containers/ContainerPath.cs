namespace Berth.Domain.Containers;

/// <summary>Paths inside a container, in one spelling each.</summary>
public static class ContainerPath
{
    /// <summary>No doubled and no closing slashes, no dots: what leads above the root is the root.</summary>
    public static string Tidy(string path) => "/" + string.Join('/', Parts(path));

    /// <summary>0 for the root. What is mounted deeper must be mounted later.</summary>
    public static int Depth(string path) => Parts(path).Count;

    /// <summary>Whether a tidy path is another one, or lies below it.</summary>
    public static bool IsWithin(string path, string directory) => path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);

    private static List<string> Parts(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".") parts.Add(part);
        }

        return parts;
    }
}
