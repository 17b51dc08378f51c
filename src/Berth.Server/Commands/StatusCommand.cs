using System.CommandLine;
using System.Text.Json.Nodes;
using Berth.Server.Configuration;
using Berth.Server.Installation;

namespace Berth.Server.Commands;

/// <summary>What runs, and why not.</summary>
internal static class StatusCommand
{
    /// <summary>As systemctl status: 3 when the thing does not run.</summary>
    private const int NotRunning = 3;

    public static Command Create(CommandContext context)
    {
        var command = new Command("status", "Say what runs, and why not.");
        context.AddSettingFlags(command);
        command.SetAction(async (parsed, cancel) => await Show(context.Checked(parsed), Console.Out, cancel));
        return command;
    }

    private static async Task<int> Show(ServerSettings settings, TextWriter output, CancellationToken cancel)
    {
        if (InstanceFile.Read(settings.DataDirectory) is not { } instance)
        {
            await output.WriteLineAsync($"{settings.DataDirectory} holds no Berth yet. Start one: ./berth up --detach");
            return NotRunning;
        }

        await output.WriteLineAsync($"Berth {instance.Id}, {instance.Engine} engine, data in {settings.DataDirectory}");
        if (RunState.ReadLiving(instance, settings.DataDirectory) is not { } running)
        {
            await output.WriteLineAsync($"Not running. Start it: ./berth up --detach --data {settings.DataDirectory}");
            return NotRunning;
        }

        await output.WriteLineAsync($"Endpoint http://127.0.0.1:{running.Port}, supervisor process {running.SupervisorPid}, log {BackgroundStart.LogPath(settings.DataDirectory)}");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{running.Port}/_berth/health"), cancel);
            var health = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!;
            await output.WriteLineAsync($"Status {health["status"]}");
            foreach (var part in health["parts"]!.AsArray()) await output.WriteLineAsync($"  {part!["name"],-14} {part["status"],-10} {part["detail"]}");
            return answer.IsSuccessStatusCode ? 0 : NotRunning;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            await output.WriteLineAsync($"The server does not answer ({error.Message}); its supervisor starts it again. Its log says why.");
            return NotRunning;
        }
    }
}
