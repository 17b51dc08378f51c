using System.CommandLine;
using Berth.Server.Hosting;
using Berth.Server.Installation;
using Berth.Server.Supervision;

namespace Berth.Server.Commands;

/// <summary>Stops the server. Tasks keep running, unless they shall be removed with everything else.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    public static Command Create(CommandContext context)
    {
        var purge = new Option<bool>("--purge") { Description = "Remove every task, network and file of this installation too." };
        var command = new Command("down", "Stop Berth; tasks keep running.") { purge };
        command.SetAction(async (parsed, cancel) =>
        {
            var data = context.DataDirectory(parsed);
            var instance = InstanceFile.Read(data);
            if (instance is null)
            {
                await Console.Out.WriteLineAsync($"{data} holds no Berth: nothing to stop.");
                return 0;
            }

            await Stop(instance, data, cancel);
            await using (await DataDirectory.LockServer(data, cancel))
            {
            }

            if (parsed.GetValue(purge)) await Purge.Everything(instance, context.Checked(parsed), Console.Out, cancel);
            return 0;
        });
        context.AddSettingFlags(command);
        return command;
    }

    private static async Task Stop(InstanceFile instance, string data, CancellationToken cancel)
    {
        if (RunState.ReadLiving(instance, data) is not { } running || running.Supervisor() is not { } supervisor)
        {
            await Console.Out.WriteLineAsync($"Berth does not run on {data}.");
            return;
        }

        using (supervisor)
        {
            if (!Signals.Send(supervisor.Id, Signals.Terminate)) throw new CommandLineException($"Process {supervisor.Id} could not be asked to stop. Run as root: sudo ./berth down");
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timeout.CancelAfter(StopTimeout);
            try
            {
                await supervisor.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new CommandLineException($"Berth (process {supervisor.Id}) did not stop within {StopTimeout.TotalSeconds:0} s. Its log: {BackgroundStart.LogPath(data)}");
            }
        }

        await Console.Out.WriteLineAsync("Berth is stopped. Its tasks keep running; './berth up' takes them over again.");
    }
}
