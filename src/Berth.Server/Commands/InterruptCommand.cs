using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Aws.Status;
using Berth.Domain.Fargate;
using Berth.Server.Api;
using Berth.Server.Configuration;
using Berth.Server.Installation;

namespace Berth.Server.Commands;

/// <summary>Rehearses an interruption of Fargate Spot: what AWS does when it needs the room back.</summary>
internal static class InterruptCommand
{
    public static Command Create(CommandContext context)
    {
        var task = new Option<string?>("--task") { Description = "Interrupt this task.", HelpName = "ID or ARN" };
        var service = new Option<string?>("--service") { Description = "Interrupt every Spot task of this service.", HelpName = "CLUSTER/NAME" };
        var warning = new Option<string?>("--warning")
        {
            Description = $"Seconds from the warning to SIGKILL, for a task whose stopTimeout is longer; 0 to {SpotWarning.SecondsNormal} (default {SpotWarning.SecondsNormal}).",
            HelpName = "SECONDS",
        };
        var command = new Command("interrupt", "Rehearse an interruption of Fargate Spot tasks.") { task, service, warning };
        command.Validators.Add(result =>
        {
            if (string.IsNullOrEmpty(result.GetValue(task)) == string.IsNullOrEmpty(result.GetValue(service))) result.AddError("Say which: --task ID, or --service CLUSTER/NAME.");
            else if (Seconds(result.GetValue(warning)) is not { } seconds || !SpotWarning.IsValid(seconds)) result.AddError($"--warning takes 0 to {SpotWarning.SecondsNormal} seconds.");
        });
        context.AddSettingFlags(command);
        command.SetAction((parsed, cancel) => Interrupt(
            context.Checked(parsed), new() { ["task"] = parsed.GetValue(task), ["service"] = parsed.GetValue(service), ["warningSeconds"] = Seconds(parsed.GetValue(warning)) }, Console.Out, cancel));
        return command;
    }

    /// <returns>Fargate's own when nothing is said; null for what is no number.</returns>
    private static int? Seconds(string? text) => text is null ? SpotWarning.SecondsNormal : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private static async Task<int> Interrupt(ServerSettings settings, JsonObject request, TextWriter output, CancellationToken cancel)
    {
        var key = RootKeyFile.Read(settings.DataDirectory) ?? throw new CommandLineException($"{settings.DataDirectory} holds no Berth yet. Start one: ./berth up --detach");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
        var api = new ApiClient(new Uri($"http://127.0.0.1:{settings.Port}"), settings.Scope, key, http, TimeProvider.System);
        try
        {
            var answer = JsonSerializer.Deserialize<InterruptionAnswer>(await api.Post("berth", "/_berth/interruptions", request, cancel), TaskStatusDocument.Json)!;
            foreach (var line in InterruptionText.Write(answer)) await output.WriteLineAsync(line);
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
}
