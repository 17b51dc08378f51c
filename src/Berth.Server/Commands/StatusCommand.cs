using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Aws.Status;
using Berth.Domain.Diagnosis;
using Berth.Server.Api;
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
        var task = new Option<string?>("--task") { Description = "Say why this task is as it is, and what mends it.", HelpName = "ID or ARN" };
        var lang = new Option<string?>("--lang") { Description = "Language of the explanation, en or ja (default: LANG).", HelpName = "LANG" };
        lang.AcceptOnlyFromAmong("en", "ja");
        command.Options.Add(task);
        command.Options.Add(lang);
        context.AddSettingFlags(command);
        command.SetAction(async (parsed, cancel) => parsed.GetValue(task) is { } id
            ? await Explain(context.Checked(parsed), id, TaskStatusText.LanguageOf(parsed.GetValue(lang), Environment.GetEnvironmentVariable("LANG")), Console.Out, cancel)
            : await Show(context.Checked(parsed), Console.Out, cancel));
        return command;
    }

    private static async Task<int> Explain(ServerSettings settings, string task, Language language, TextWriter output, CancellationToken cancel)
    {
        var key = RootKeyFile.Read(settings.DataDirectory) ?? throw new CommandLineException($"{settings.DataDirectory} holds no Berth yet. Start one: ./berth up --detach");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
        var api = new ApiClient(new Uri($"http://127.0.0.1:{settings.Port}"), settings.Scope, key, http, TimeProvider.System);
        try
        {
            var answer = await api.Get("berth", "/_berth/tasks/" + Uri.EscapeDataString(task[(task.LastIndexOf('/') + 1)..]), cancel);
            var document = JsonSerializer.Deserialize<TaskStatusDocument>(answer, TaskStatusDocument.Json)!;
            foreach (var line in TaskStatusText.Write(document, language, settings.Scope.Region)) await output.WriteLineAsync(line);
            return 0;
        }
        catch (ApiException refused)
        {
            throw new CommandLineException(refused.Text, refused);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            throw new CommandLineException($"The server does not answer ({error.Message}). Start it: ./berth up --detach --data {settings.DataDirectory}", error);
        }
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
