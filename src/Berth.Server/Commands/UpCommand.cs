using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Berth.Server.Configuration;
using Berth.Server.Hosting;
using Berth.Server.Installation;
using Berth.Server.Supervision;

namespace Berth.Server.Commands;

/// <summary>Starts Berth under its supervisor, here or in the background.</summary>
internal static class UpCommand
{
    public static Command Create(CommandContext context)
    {
        var detach = new Option<bool>("--detach", "-d") { Description = "Return once Berth is ready; it goes on in the background." };
        var command = new Command("up", "Start Berth.") { detach };
        context.AddSettingFlags(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var settings = context.Checked(parsed);
            return parsed.GetValue(detach)
                ? await Detached(settings, context.Repeat(parsed), Console.Out, cancel)
                : await Foreground(settings, context.Repeat(parsed), cancel);
        });
        return command;
    }

    /// <summary>Starts in the background unless it runs already, and returns when it is ready.</summary>
    public static async Task<int> Detached(ServerSettings settings, IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancel)
    {
        var (instance, running, away) = await Check(settings, cancel);
        if (running is null)
        {
            if (away is not null) await output.WriteLineAsync(away);
            await output.WriteLineAsync($"Starting Berth ({settings.DataDirectory}, port {settings.Port})…");
            await BackgroundStart.Launch(settings, instance, arguments, cancel);
        }
        else
        {
            // It may be starting still, or between two lives.
            await BackgroundStart.WaitUntilReady(settings, supervisor: null, cancel);
        }

        await Greeting.Write(output, settings);
        return 0;
    }

    private static async Task<int> Foreground(ServerSettings settings, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var (instance, running, _) = await Check(settings, cancel);
        if (running is not null)
        {
            await Greeting.Write(Console.Out, settings);
            return 0;
        }

        return await new Supervisor(settings.DataDirectory, instance, settings.Port, ["serve", .. arguments], TimeProvider.System, Console.Error).Run();
    }

    /// <summary>Everything that can be known before anything starts.</summary>
    /// <returns>Also why the store has to be waited for, if so: the server says it itself, but not where a background start shows it.</returns>
    private static async Task<(InstanceFile Instance, RunState? Running, string? Away)> Check(ServerSettings settings, CancellationToken cancel)
    {
        if (settings.Engine == Engine.Real && !Environment.IsPrivilegedProcess)
            throw new CommandLineException("Berth's node needs root, for namespaces, mounts and limits. Run it as root: sudo ./berth up …, or without containers: ./berth up --engine simulated");
        var instance = DataDirectory.Open(settings.DataDirectory, settings.Engine);
        var running = RunState.ReadLiving(instance, settings.DataDirectory);
        if (running is not null && running.Port != settings.Port)
            throw new CommandLineException(
                $"{settings.DataDirectory} is already served on port {running.Port}. Use --port {running.Port}, or './berth down --data {settings.DataDirectory}' first.");
        string? away = null;
        if (running is null)
        {
            // A server whose supervisor was killed ends by itself; until then its port and its data are taken.
            await using (await DataDirectory.LockServer(settings.DataDirectory, cancel))
            {
            }

            away = await StoreHosting.Check(settings, cancel);
            CheckPortIsFree(settings);
        }

        return (instance, running, away);
    }

    private static void CheckPortIsFree(ServerSettings settings)
    {
        foreach (var address in settings.ListensBeyondLoopback ? [settings.Listen, IPAddress.Loopback] : new[] { settings.Listen })
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(address, settings.Port));
            }
            catch (SocketException cause) when (cause.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new CommandLineException($"Port {settings.Port} is in use by another program. Choose another with --port, or find it with: ss -ltnp 'sport = :{settings.Port}'", cause);
            }
            catch (SocketException cause)
            {
                throw new CommandLineException($"{address}:{settings.Port} cannot be listened on: {cause.Message}. Choose another --listen or --port.", cause);
            }
        }
    }
}
