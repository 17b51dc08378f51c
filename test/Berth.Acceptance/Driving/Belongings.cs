using System.Text.Json.Nodes;
using System.Xml.Linq;
using Berth.Aws.Tests.Driving;

namespace Berth.Acceptance.Driving;

/// <summary>What an installation has on the machine, counted kind by kind, as the kernel, containerd and the disk say it.</summary>
internal sealed class Belongings(BerthInstallation installation, ApiClient api)
{
    private readonly string instanceId = (string)JsonNode.Parse(File.ReadAllText(Path.Combine(installation.DataDirectory, "instance.json")))!["id"]!;

    /// <summary>What there is none of where no task is.</summary>
    private static readonly string[] OfTasks = ["orders", "bundles", "namespaces", "cgroups", "processes", "exit codes", "runtime states"];

    public string RunDirectory => Path.Combine("/run/berth", instanceId);

    /// <summary>Tasks leave nothing of these behind.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Count()
    {
        var pins = Path.Combine(RunDirectory, "netns");
        var node = Path.Combine(installation.DataDirectory, "node");
        var links = 0L;
        foreach (var router in Entries(pins).Where(p => Path.GetFileName(p).StartsWith("vpc-", StringComparison.Ordinal) && !p.EndsWith(".json", StringComparison.Ordinal)))
            links += Lines(await Command.Run("nsenter", ["--net=" + router, "ip", "-o", "link"]));
        return new SortedDictionary<string, long>(StringComparer.Ordinal)
        {
            ["namespaces"] = Entries(pins).Count(p => Path.GetFileName(p).StartsWith("task-", StringComparison.Ordinal)),
            ["links of routers"] = links,
            ["cgroups"] = Entries("/sys/fs/cgroup").Append("/sys/fs/cgroup").Sum(c => Entries(Path.Combine(c, "berth-" + instanceId)).Count(Directory.Exists)),
            ["mounts"] = File.ReadLines("/proc/self/mountinfo").Count(Ours),
            ["mounts in the private namespace"] = (await Command.Run("nsenter", [$"--mount={RunDirectory}/mnt/pin", "cat", "/proc/self/mountinfo"])).Output.Split('\n').Count(Ours),
            ["snapshots"] = Lines(await Command.Run("ctr", ["--address", RunDirectory + "/containerd.sock", "--namespace", "berth", "snapshots", "ls"])),
            ["leases"] = Lines(await Command.Run("ctr", ["--address", RunDirectory + "/containerd.sock", "--namespace", "berth", "leases", "ls"])),
            ["bundles"] = Entries(Path.Combine(node, "containers")).Count(),
            ["orders"] = Orders(Path.Combine(node, "tasks.journal")),
            ["output files"] = Entries(Path.Combine(node, "output")).Count(),
            ["exit codes"] = Entries(Path.Combine(RunDirectory, "exits")).Count(),
            ["runtime states"] = Entries(Path.Combine(RunDirectory, "crun")).Count(),
            ["processes"] = Processes().Count(),
            ["addresses"] = (await api.Query("ec2", "DescribeSubnets")).Descendants("availableIpAddressCount").Sum(e => (long)e),
        };
    }

    /// <summary>Counts once no task is left: the last order is forgotten a moment after its task is STOPPED. A count takes its time, so one that a removal ran through is not taken.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Settled()
    {
        var settled = await Look.Until(Count, count => OfTasks.All(kind => count[kind] == 0));
        Assert.True(OfTasks.All(kind => settled[kind] == 0), Show(settled));
        return await Count();
    }

    /// <summary>Looks until nothing is left over; fails with what is.</summary>
    public async Task AssertBackAt(IReadOnlyDictionary<string, long> before)
    {
        var now = await Look.Until(Count, count => before.All(b => count[b.Key] == b.Value));
        Assert.Equal(Show(before), Show(now));
    }

    public static string Show(IReadOnlyDictionary<string, long> counts) => string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"));

    /// <summary>A line with a value is an order or news of one; the key alone says that it is forgotten.</summary>
    private static long Orders(string journal)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        using var stream = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var key = line.Split(' ', 2);
            if (key.Length == 2) known.Add(key[0]);
            else known.Remove(key[0]);
        }

        return known.Count;
    }

    /// <summary>Monitors and containers, not the server and containerd themselves.</summary>
    private IEnumerable<string> Processes()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
        {
            string command, cgroup;
            try
            {
                command = File.ReadAllText(process + "/cmdline");
                cgroup = File.ReadAllText(process + "/cgroup");
            }
            catch (IOException)
            {
                continue; // It ended meanwhile.
            }

            if (cgroup.Contains("/berth-" + instanceId, StringComparison.Ordinal) || (Path.GetFileName(command.Split('\0')[0]) == "conmon" && command.Contains(installation.DataDirectory, StringComparison.Ordinal))) yield return process;
        }
    }

    private bool Ours(string mount) => mount.Contains(RunDirectory, StringComparison.Ordinal) || mount.Contains(installation.DataDirectory, StringComparison.Ordinal);

    private static IEnumerable<string> Entries(string directory) => Directory.Exists(directory) ? Directory.EnumerateFileSystemEntries(directory) : [];

    private static long Lines(CommandResult result) => result.ExitCode == 0 ? result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length : throw new InvalidOperationException(result.ToString());
}
