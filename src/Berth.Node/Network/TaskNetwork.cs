using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Native;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Network;

/// <summary>The real network of this node, on the kernel's own parts.</summary>
/// <param name="offline">Tasks reach nothing outside this machine.</param>
internal sealed partial class TaskNetwork(BerthInstance berth, PublicPool pool, bool offline, ILogger<TaskNetwork> log) : INetwork, IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<string, VpcRouter> routers = new(StringComparer.Ordinal);
    private Netlink? host;
    private Nftables? hostRules;

    /// <summary>Pins of this installation's namespaces.</summary>
    public static string PinDirectory(BerthInstance berth) => Path.Combine(berth.RunDirectory, "netns");

    /// <summary>Of a VPC's router namespace.</summary>
    public static string RouterPin(BerthInstance berth, string vpcId) => Path.Combine(PinDirectory(berth), vpcId);

    public async Task Start(CancellationToken cancel)
    {
        Directory.CreateDirectory(PinDirectory(berth));
        host = await Netlink.Open(null);
        await NetworkNamespace.Set(null, new Dictionary<string, string> { ["ipv4/ip_forward"] = "1" });
        hostRules = await Nftables.Open(null);
        hostRules.Run(HostRules());
    }

    public async Task<string> Attach(string taskId, NativeInterface networkInterface, CancellationToken cancel)
    {
        var pin = TaskPin(taskId);
        if (NetworkNamespace.Exists(pin) && AttachmentFile.Read(AttachmentFile.PathOf(PinDirectory(berth), taskId)) is { Whole: true }) return pin;

        // What a process left half made when it died was never handed out; begin anew.
        if (NetworkNamespace.Exists(pin)) NetworkNamespace.Drop(pin);

        // Written before anything is made, so that whatever comes of it can be undone.
        new AttachmentFile(taskId, networkInterface, Whole: false).Write(PinDirectory(berth));
        await NetworkNamespace.Make(pin);
        await gate.WaitAsync(cancel);
        try
        {
            var router = await RouterOf(networkInterface.VpcId, networkInterface.VpcCidrBlock);
            await router.Attach(pin, networkInterface);
        }
        finally
        {
            gate.Release();
        }

        new AttachmentFile(taskId, networkInterface, Whole: true).Write(PinDirectory(berth));
        return pin;
    }

    public async Task Detach(string taskId, CancellationToken cancel)
    {
        var file = AttachmentFile.PathOf(PinDirectory(berth), taskId);
        if (AttachmentFile.Read(file) is { } made)
        {
            await gate.WaitAsync(cancel);
            try
            {
                (await RouterOf(made.Interface.VpcId, made.Interface.VpcCidrBlock)).Detach(made.Interface);
            }
            finally
            {
                gate.Release();
            }
        }

        NetworkNamespace.Drop(TaskPin(taskId));
        File.Delete(file);
    }

    public async Task Sweep(IReadOnlySet<string> taskIds, CancellationToken cancel)
    {
        foreach (var pin in Directory.EnumerateFiles(PinDirectory(berth), "task-*").Where(p => !p.EndsWith(".json", StringComparison.Ordinal)))
        {
            var taskId = Path.GetFileName(pin)["task-".Length..];
            if (taskIds.Contains(taskId)) continue;
            LogSwept(log, taskId);
            await Detach(taskId, cancel);
        }
    }

    public void Dispose()
    {
        foreach (var router in routers.Values) router.Dispose();
        host?.Dispose();
        hostRules?.Dispose();
        gate.Dispose();
    }

    /// <summary>Removes everything that this installation ever made on the machine.</summary>
    public static async Task Purge(BerthInstance berth)
    {
        var pins = PinDirectory(berth);
        if (Directory.Exists(pins))
        {
            foreach (var pin in Directory.EnumerateFiles(pins).Where(p => !p.EndsWith(".json", StringComparison.Ordinal))) NetworkNamespace.Drop(pin);
            Libc.Unmount(pins);
        }

        using var host = await Netlink.Open(null);
        for (var number = 0; number < 256; number++) host.Remove(VpcRouter.UplinkPrefix(berth) + number);
        using var rules = await Nftables.Open(null);
        rules.Run($"add table ip {TableName(berth)}\ndelete table ip {TableName(berth)}");
    }

    private static string TableName(BerthInstance berth) => "berth_" + berth.Id;

    private string TaskPin(string taskId) => Path.Combine(PinDirectory(berth), "task-" + taskId);

    /// <summary>What leaves the machine does so under the machine's own address; offline, nothing does.</summary>
    private string HostRules()
    {
        var table = "ip " + TableName(berth);
        var uplinks = $"\"{VpcRouter.UplinkPrefix(berth)}*\"";
        return $$"""
            add table {{table}}
            delete table {{table}}
            add table {{table}}
            add chain {{table}} leaving { type nat hook postrouting priority srcnat; }
            add chain {{table}} passing { type filter hook forward priority filter; }
            add rule {{table}} leaving ip saddr {{pool.Range}} oifname != {{uplinks}} masquerade
            {{(offline ? $"add rule {table} passing iifname {uplinks} oifname != {uplinks} drop" : "")}}
            """;
    }

    private async Task<VpcRouter> RouterOf(string vpcId, string vpcCidrBlock)
    {
        if (routers.TryGetValue(vpcId, out var known)) return known;
        return routers[vpcId] = await VpcRouter.Open(RouterPin(berth, vpcId), NumberOf(vpcId), vpcCidrBlock, pool, berth, host!);
    }

    /// <summary>A VPC keeps its number for as long as the machine runs: its uplink is named by it.</summary>
    private int NumberOf(string vpcId)
    {
        var path = Path.Combine(PinDirectory(berth), "vpcs.json");
        var numbers = KeptFile.Read<Dictionary<string, int>>(path) ?? [];
        if (numbers.TryGetValue(vpcId, out var number)) return number;
        numbers[vpcId] = number = numbers.Count;
        KeptFile.Write(path, numbers);
        return number;
    }

    [LoggerMessage(3101, LogLevel.Warning, "The network of task {TaskId} is removed: nobody knows the task any more.")]
    private static partial void LogSwept(ILogger log, string taskId);
}
