using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Native;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Network;

/// <summary>The real network of this node, on the kernel's own parts.</summary>
/// <param name="offline">Tasks reach nothing outside this machine.</param>
internal sealed partial class TaskNetwork(BerthInstance berth, PublicPool pool, VpcStates states, bool offline, TimeProvider clock, ILogger<TaskNetwork> log) : INetwork, IDisposable
{
    /// <summary>The control plane describes a VPC before it orders a task into it; what takes longer is a fault.</summary>
    private static readonly TimeSpan DescriptionMax = TimeSpan.FromSeconds(30);

    /// <summary>How soon rules that could not be made are tried again.</summary>
    private static readonly TimeSpan RepairPeriod = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly Dictionary<string, VpcRouter> routers = new(StringComparer.Ordinal);
    private Netlink? host;
    private Nftables? hostRules;

    /// <summary>Pins of this installation's namespaces.</summary>
    public static string PinDirectory(BerthInstance berth) => Path.Combine(berth.RunDirectory, "netns");

    /// <summary>Of a VPC's router namespace.</summary>
    public static string RouterPin(BerthInstance berth, string vpcId) => Path.Combine(PinDirectory(berth), vpcId);

    /// <summary>Of a task's namespace.</summary>
    public static string TaskPin(BerthInstance berth, string taskId) => Path.Combine(PinDirectory(berth), "task-" + taskId);

    public async Task Start(CancellationToken cancel)
    {
        Directory.CreateDirectory(PinDirectory(berth));
        host = await Netlink.Open(null);
        await NetworkNamespace.Set(null, new Dictionary<string, string> { ["ipv4/ip_forward"] = "1" });
        hostRules = await Nftables.Open(null);
        hostRules.Run(HostRules());

        // Routers of an earlier process go on judging by what it knew; whatever came of a change that was under way is made whole.
        foreach (var vpcId in VpcNumbers.Known(PinDirectory(berth)).Where(id => NetworkNamespace.Exists(RouterPin(berth, id))))
            if (states.Find(vpcId) is { } vpc) await RouterOf(vpcId, vpc.Block.ToString());
        _ = Repair();
    }

    public async Task Describe(long generation, IReadOnlyList<string> vpcIds, IReadOnlyList<VpcSnapshot> changed, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (!states.Receive(generation, vpcIds, changed)) return;
            foreach (var vpc in changed)
            {
                if (routers.TryGetValue(vpc.VpcId, out var router)) Apply(router, vpc);

                // One of an earlier process whose description was lost: its tasks obey from now on.
                else if (NetworkNamespace.Exists(RouterPin(berth, vpc.VpcId))) await RouterOf(vpc.VpcId, vpc.Block.ToString());
            }

            foreach (var gone in VpcNumbers.Known(PinDirectory(berth)).Except(vpcIds).ToList()) Drop(gone);
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task<string> Attach(string taskId, NativeInterface networkInterface, CancellationToken cancel)
    {
        var pin = TaskPin(taskId);
        var vpc = await Described(networkInterface, cancel);
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
            await router.Attach(pin, networkInterface, states.Find(networkInterface.VpcId) ?? vpc);
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
                if (states.Told && states.Find(made.Interface.VpcId) is null) Drop(made.Interface.VpcId);
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
        // A process may have died between a pin and its file, on either side.
        foreach (var taskId in Directory.EnumerateFiles(PinDirectory(berth), "task-*").Select(p => Path.GetFileName(p)["task-".Length..].Split('.')[0]).Distinct(StringComparer.Ordinal).ToList())
        {
            if (taskIds.Contains(taskId)) continue;
            LogSwept(log, taskId);
            await Detach(taskId, cancel);
        }
    }

    public void Dispose()
    {
        ending.Cancel();
        foreach (var router in routers.Values) router.Dispose();
        host?.Dispose();
        hostRules?.Dispose();
        gate.Dispose();
        ending.Dispose();
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
        for (var number = 0; number < VpcNumbers.Max; number++) host.Remove(VpcRouter.UplinkPrefix(berth) + number);
        using var rules = await Nftables.Open(null);
        rules.Run($"add table ip {TableName(berth)}\ndelete table ip {TableName(berth)}");
    }

    private static string TableName(BerthInstance berth) => "berth_" + berth.Id;

    private string TaskPin(string taskId) => TaskPin(berth, taskId);

    /// <summary>Rules that cannot be made leave the old ones in force; other VPCs do not suffer for it.</summary>
    private void Apply(VpcRouter router, VpcSnapshot vpc)
    {
        try
        {
            router.Apply(vpc);
        }
        catch (Exception refused) when (refused is NativeException or InvalidOperationException)
        {
            LogRefused(log, vpc.VpcId, vpc.Generation, refused);
        }
    }

    private async Task<VpcSnapshot> Described(NativeInterface card, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(DescriptionMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await states.Await(card.VpcId, card.NetworkGeneration, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"The control plane has not described VPC {card.VpcId}.");
        }
    }

    /// <summary>The VPC is deleted. Who still has a task in it keeps its router until that is gone.</summary>
    private void Drop(string vpcId)
    {
        if (routers.TryGetValue(vpcId, out var router))
        {
            if (router.HasCards) return;
            router.Remove();
            routers.Remove(vpcId);
        }
        else if (Carried(vpcId).Any())
        {
            return;
        }
        else if (NetworkNamespace.Exists(RouterPin(berth, vpcId)))
        {
            NetworkNamespace.Drop(RouterPin(berth, vpcId));
        }

        VpcNumbers.Free(PinDirectory(berth), vpcId);
    }

    /// <summary>
    /// What leaves the machine does so under the machine's own address; offline, nothing does. The machine itself visits VPCs under one address of the pool. VPCs reach no part of the
    /// machine but the services' own addresses.
    /// </summary>
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
            add chain {{table}} arriving { type filter hook input priority filter; }
            add rule {{table}} leaving ip saddr {{pool.Range}} oifname != {{uplinks}} masquerade
            add rule {{table}} leaving oifname {{uplinks}} ip saddr 169.254.0.0/16 snat to {{Cidr.Text(pool.Machine)}}
            add rule {{table}} passing iifname {{uplinks}} ip saddr != {{pool.Range}} drop
            add rule {{table}} passing iifname {{uplinks}} ip daddr 169.254.0.0/16 drop
            add rule {{table}} arriving iifname {{uplinks}} ct state established,related accept
            add rule {{table}} arriving iifname {{uplinks}} ip daddr {{pool.Services}} tcp dport {{PublicServices.Port}} accept
            add rule {{table}} arriving iifname {{uplinks}} drop
            {{(offline ? $"add rule {table} passing iifname {uplinks} oifname != {uplinks} drop" : "")}}
            """;
    }

    /// <summary>Interfaces of tasks that an earlier process attached and that are there.</summary>
    private IEnumerable<NativeInterface> Carried(string vpcId) => Directory.EnumerateFiles(PinDirectory(berth), "task-*.json").Select(AttachmentFile.Read).OfType<AttachmentFile>()
        .Where(a => a.Whole && a.Interface.VpcId == vpcId && NetworkNamespace.Exists(TaskPin(a.TaskId))).Select(a => a.Interface);

    /// <summary>The slow scan: what the kernel refused for a moment is asked of it again, until it is as the control plane says.</summary>
    private async Task Repair()
    {
        try
        {
            using var timer = new PeriodicTimer(RepairPeriod, clock);
            while (await timer.WaitForNextTickAsync(ending.Token))
            {
                await gate.WaitAsync(ending.Token);
                try
                {
                    foreach (var (vpcId, router) in routers)
                        if (states.Find(vpcId) is { } vpc && !router.Obeys(vpc)) Apply(router, vpc);
                }
                finally
                {
                    gate.Release();
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
        {
            // The node ends.
        }
    }

    private async Task<VpcRouter> RouterOf(string vpcId, string vpcCidrBlock)
    {
        if (routers.TryGetValue(vpcId, out var known)) return known;
        var router = routers[vpcId] = await VpcRouter.Open(RouterPin(berth, vpcId), VpcNumbers.Take(PinDirectory(berth), vpcId), vpcCidrBlock, pool, berth, host!, Carried(vpcId));
        if (states.Find(vpcId) is { } vpc) Apply(router, vpc);
        return router;
    }

    [LoggerMessage(3101, LogLevel.Warning, "The network of task {TaskId} is removed: nobody knows the task any more.")]
    private static partial void LogSwept(ILogger log, string taskId);

    [LoggerMessage(3102, LogLevel.Error, "VPC {VpcId} goes on under its old rules: those of generation {Generation} cannot be made.")]
    private static partial void LogRefused(ILogger log, string vpcId, long generation, Exception refused);
}
