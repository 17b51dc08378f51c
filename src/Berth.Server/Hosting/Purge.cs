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
        if (instance.Engine == Engine.Real && !Environment.IsPrivilegedProcess) throw new CommandLineException("Removing tasks and networks needs root: sudo ./berth down --purge");
        StoreFile.Check(settings.DataDirectory, settings.Postgres); // Else its schema would stay where it is for ever.
        var containers = instance.Engine == Engine.Real ? await NodePurge.Run(ServerHost.Instance(settings, instance)) : 0;
        await StoreHosting.Remove(settings, instance.Id, cancel);
        try
        {
            Directory.Delete(settings.DataDirectory, recursive: true);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new CommandLineException($"Not every file of {settings.DataDirectory} may be removed by this user: {cause.Message} Remove the rest as root.", cause);
        }

        var run = RunState.DirectoryOf(instance, settings.DataDirectory);
        if (Directory.Exists(run)) Directory.Delete(run, recursive: true);
        await output.WriteLineAsync($"Removed every task ({containers} running containers), network and file of Berth {instance.Id} ({settings.DataDirectory}).");
    }
}
