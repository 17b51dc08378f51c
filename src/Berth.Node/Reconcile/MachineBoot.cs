namespace Berth.Node.Reconcile;

/// <summary>This run of the machine. Another id than a task's file holds means that every process of it is gone.</summary>
internal sealed record MachineBoot(string Id)
{
    public static MachineBoot OfMachine() => new(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());
}
