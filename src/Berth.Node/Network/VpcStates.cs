using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Network;

/// <summary>The VPCs as the control plane last described them. Kept on disk too, a file for each, so that a node that starts again knows them before it has reached the control plane.</summary>
internal sealed partial class VpcStates
{
    private readonly string directory;
    private readonly ILogger log;

    /// <summary>Guards everything below, and the files: one that is older never replaces a newer.</summary>
    private readonly Lock gate = new();
    private readonly Dictionary<string, VpcSnapshot> vpcs = new(StringComparer.Ordinal);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Of the newest message from the control plane; what it did not describe anew is as it was.</summary>
    private long generation = -1;

    public VpcStates(BerthInstance berth, ILogger<VpcStates> log)
    {
        (directory, this.log) = (Path.Combine(berth.DataDirectory, "node", "vpcs"), log);
        if (!Directory.Exists(directory)) return;
        foreach (var path in Directory.EnumerateFiles(directory, "*.json")) Load(path);
    }

    /// <summary>A VPC that is no more, by its id.</summary>
    public event Action<string>? Removed;

    /// <summary>The control plane has said what there is; before that, what is not here may be all the same.</summary>
    public bool Told
    {
        get
        {
            lock (gate) return generation >= 0;
        }
    }

    /// <returns>Null when the control plane has not described it.</returns>
    public VpcSnapshot? Find(string vpcId)
    {
        lock (gate) return vpcs.GetValueOrDefault(vpcId);
    }

    /// <returns>The VPC of an interface; as long as the control plane has not described it, with the options that an account starts with.</returns>
    public VpcSnapshot Of(NativeInterface card, string region) => Find(card.VpcId) ?? NameSettings.Undescribed(card.VpcId, Cidr.Parse(card.VpcCidrBlock), region);

    /// <summary>Waits until the control plane has told what the network was at <paramref name="generation"/>.</summary>
    public async Task<VpcSnapshot> Await(string vpcId, long generation, CancellationToken cancel)
    {
        while (true)
        {
            var next = Volatile.Read(ref changed);
            if (Find(vpcId, generation) is { } vpc) return vpc;
            await next.Task.WaitAsync(cancel);
        }
    }

    /// <summary>Takes a message of the control plane.</summary>
    /// <param name="vpcIds">Every VPC that there is.</param>
    /// <param name="changed">Those described anew.</param>
    /// <returns>False for an older message than one before.</returns>
    public bool Receive(long generation, IReadOnlyList<string> vpcIds, IReadOnlyList<VpcSnapshot> changed)
    {
        List<string> gone;
        lock (gate)
        {
            if (generation < this.generation) return false;
            foreach (var vpc in changed) Set(vpc);
            gone = [.. vpcs.Keys.Except(vpcIds)];
            this.generation = generation;
            Announce();
        }

        foreach (var vpcId in gone) Remove(vpcId);
        return true;
    }

    /// <returns>False for one that is older than what is here: a stale owner cannot move the world back.</returns>
    public bool Set(VpcSnapshot vpc)
    {
        lock (gate)
        {
            if (vpcs.TryGetValue(vpc.VpcId, out var known) && known.Generation > vpc.Generation) return false;
            vpcs[vpc.VpcId] = vpc;

            // Who waits goes on without the disk.
            Announce();
            Keep(vpc);
            return true;
        }
    }

    public void Remove(string vpcId)
    {
        lock (gate)
        {
            vpcs.Remove(vpcId);
            try
            {
                File.Delete(PathOf(vpcId));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Read again by the next process, it is a VPC that no task is in.
                if (failure is not DirectoryNotFoundException) LogNotKept(log, vpcId, failure.Message);
            }
        }

        Removed?.Invoke(vpcId);
    }

    private VpcSnapshot? Find(string vpcId, long atLeast)
    {
        lock (gate) return vpcs.GetValueOrDefault(vpcId) is { } vpc && (generation >= atLeast || vpc.Generation >= atLeast) ? vpc : null;
    }

    private void Announce() => Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private string PathOf(string vpcId) => Path.Combine(directory, vpcId + ".json");

    /// <summary>What is not kept is described anew after a restart, once the control plane is reached.</summary>
    private void Keep(VpcSnapshot vpc)
    {
        try
        {
            Directory.CreateDirectory(directory);
            KeptFile.Write(PathOf(vpc.VpcId), vpc);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotKept(log, vpc.VpcId, failure.Message);
        }
    }

    /// <summary>One that cannot be read now, or that a version of another form wrote, is described anew as well.</summary>
    private void Load(string path)
    {
        try
        {
            if (KeptFile.Read<VpcSnapshot>(path, WholeJson.Options) is { } vpc && PathOf(vpc.VpcId) == path) vpcs[vpc.VpcId] = vpc;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotRead(log, path, failure.Message);
        }
    }

    [LoggerMessage(3441, LogLevel.Warning, "The description of {VpcId} is not kept on disk as it is now: {Reason}")]
    private static partial void LogNotKept(ILogger log, string vpcId, string reason);

    [LoggerMessage(3442, LogLevel.Warning, "The kept description {Path} cannot be read: {Reason}")]
    private static partial void LogNotRead(ILogger log, string path, string reason);
}
