namespace Berth.Node.Network;

/// <summary>A VPC keeps its number for as long as the machine runs, or it exists: its uplink is named by it.</summary>
internal static class VpcNumbers
{
    public const int Max = 256;

    /// <summary>With these, an uplink of the eleventh installation would have an address of the instance metadata, of the resolver, or of the tasks' endpoint.</summary>
    private static readonly int[] NeverTaken = [127, 128];

    private static long changes;

    /// <summary>Rises whenever this process changes a file of numbers; no other process does.</summary>
    public static long Changes => Interlocked.Read(ref changes);

    /// <exception cref="IOException">Every number is taken.</exception>
    public static int Take(string directory, string vpcId)
    {
        var numbers = Read(directory);
        if (numbers.TryGetValue(vpcId, out var number)) return number;
        number = Enumerable.Range(0, Max).Except(NeverTaken).Except(numbers.Values).DefaultIfEmpty(-1).First();
        if (number < 0) throw new IOException($"A node has room for {Max - NeverTaken.Length} VPCs.");
        numbers[vpcId] = number;
        Write(directory, numbers);
        return number;
    }

    public static IReadOnlyCollection<string> Known(string directory) => Read(directory).Keys;

    public static void Free(string directory, string vpcId)
    {
        var numbers = Read(directory);
        if (numbers.Remove(vpcId)) Write(directory, numbers);
    }

    private static void Write(string directory, Dictionary<string, int> numbers)
    {
        KeptFile.Write(PathIn(directory), numbers);
        Interlocked.Increment(ref changes);
    }

    public static Dictionary<string, int> Read(string directory) => KeptFile.Read<Dictionary<string, int>>(PathIn(directory)) ?? [];

    private static string PathIn(string directory) => Path.Combine(directory, "vpcs.json");
}
