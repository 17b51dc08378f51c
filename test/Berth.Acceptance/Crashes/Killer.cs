using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance.Crashes;

/// <summary>Kills processes of one installation with SIGKILL, each by its own id.</summary>
internal sealed class Killer(BerthInstallation installation, string runDirectory)
{
    private static readonly string[][] Choices = [["server"], ["containerd"], ["server", "containerd"], ["supervisor"], ["supervisor", "server", "containerd"]];
    private readonly PostgresInstallation? postgres = installation as PostgresInstallation;
    private readonly string[][] choices = installation is PostgresInstallation ? [["PostgreSQL"], ["PostgreSQL", "server"], .. Choices] : Choices;

    /// <returns>What was killed.</returns>
    public async Task<string> Kill(Random dice)
    {
        var choice = choices[dice.Next(choices.Length)];
        var pids = new List<int>();
        foreach (var name in choice.Where(n => n != "PostgreSQL"))
        {
            pids.Add(name switch
            {
                "server" => await installation.ServerPid(),
                "containerd" => int.Parse(await File.ReadAllTextAsync(Path.Combine(runDirectory, "containerd.pid")), CultureInfo.InvariantCulture),
                _ => (int)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(runDirectory, "state.json")))!["supervisorPid"]!,
            });
        }

        var ofPostgres = choice.Contains("PostgreSQL") ? postgres!.Postgres.Kill() : Task.CompletedTask;
        foreach (var pid in pids)
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It is still dead from the last time.
            }
        }

        await ofPostgres;
        if (choice.Contains("PostgreSQL")) await postgres!.Postgres.Start(); // Whoever runs it does that.
        return string.Join(" and ", choice);
    }
}
