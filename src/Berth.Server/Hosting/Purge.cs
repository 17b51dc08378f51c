using Berth.Domain.Kernel;
using Berth.Node;
using Berth.Server.Configuration;
using Berth.Server.Installation;

namespace Berth.Server.Hosting;

/// <summary>Removes an installation whole: its tasks, its networks, its files.</summary>
internal static class Purge
{
    public static async Task Everything(InstanceFile instance, ServerSettings settings, TextWriter output, CancellationToken cancel)
    {
        if (!Environment.IsPrivilegedProcess) throw new CommandLineException("Removing tasks and networks needs root: sudo ./berth down --purge");
        var containers = await NodePurge.Run(ServerHost.Instance(settings, instance));
        Directory.Delete(settings.DataDirectory, recursive: true);
        var run = RunState.DirectoryOf(instance.Id);
        if (Directory.Exists(run)) Directory.Delete(run, recursive: true);
        await output.WriteLineAsync($"Removed every task ({containers} running containers), network and file of Berth {instance.Id} ({settings.DataDirectory}).");
    }
}
