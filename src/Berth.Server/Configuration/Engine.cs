namespace Berth.Server.Configuration;

/// <summary>What runs the containers. A data directory keeps the one that it was made with.</summary>
internal static class Engine
{
    /// <summary>Containers, with root.</summary>
    public const string Real = "real";

    /// <summary>None: tasks move through their states on a clock. Needs no root.</summary>
    public const string Simulated = "simulated";

    public static bool IsKnown(string name) => name is Real or Simulated;
}
