namespace Berth.Node.Reconcile;

/// <summary>Name servers that a task can use today: the machine's own, where they are not on its loopback. The VPC's resolver comes with the VPC's other services.</summary>
internal static class NameServers
{
    /// <summary>What stands in a task's /etc/resolv.conf.</summary>
    public static IReadOnlyList<string> OfTasks(NodeOptions options) => options.Offline ? [] : OfMachine();

    private static IReadOnlyList<string> OfMachine()
    {
        const string Path = "/etc/resolv.conf";
        if (!File.Exists(Path)) return [];
        return
        [
            .. File.ReadLines(Path).Select(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                .Where(f => f is ["nameserver", var address, ..] && System.Net.IPAddress.TryParse(address, out var parsed) && !System.Net.IPAddress.IsLoopback(parsed)).Select(f => f[1]),
        ];
    }
}
