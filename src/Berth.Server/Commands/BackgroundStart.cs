using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Server.Configuration;
using Berth.Server.Installation;
using Berth.Server.Supervision;

namespace Berth.Server.Commands;

/// <summary>Starts the supervisor as a process of its own and waits for the server's first ready answer.</summary>
internal static class BackgroundStart
{
    /// <summary>A first start unpacks nothing and downloads nothing; a minute means that something is wrong.</summary>
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>A part that stays impaired for so long will not mend by waiting.</summary>
    private static readonly TimeSpan ImpairedMax = TimeSpan.FromSeconds(8);

    /// <summary>
    /// A shell between us detaches it: a session of its own, output to the log, nothing of our terminal kept open. It starts the first server and then becomes the supervisor, whose
    /// child that server is: the two begin together instead of one after the other.
    /// </summary>
    private const string Detaching = $"""
        exec >>"$0" 2>&1 </dev/null
        program=$1
        shift
        {ServerProcess.SupervisorVariable}=$$ "$program" serve "$@" &
        exec "$program" supervise "$@" --first $!
        """;

    public static string LogPath(string dataDirectory) => Path.Combine(dataDirectory, "log", LogFile.Name);

    public static async Task Launch(ServerSettings settings, InstanceFile instance, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var log = LogPath(settings.DataDirectory);
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        LogFile.Shift(log);
        var mark = File.Exists(log) ? new FileInfo(log).Length : 0;

        var start = new ProcessStartInfo("setsid") { UseShellExecute = false };
        foreach (var part in (string[])["/bin/sh", "-c", Detaching, log, Environment.ProcessPath!, .. arguments]) start.ArgumentList.Add(part);
        ServerProcess.Prepare(start.Environment);
        using var supervisor = Process.Start(start) ?? throw new CommandLineException("The supervisor could not be started.");
        try
        {
            await WaitUntilReady(settings, supervisor, cancel);
            while (RunState.ReadLiving(instance, settings.DataDirectory) is null && !supervisor.HasExited) await Task.Delay(PollInterval, cancel);
        }
        catch (CommandLineException) when (LastError(log, mark) is { } line)
        {
            throw new CommandLineException(line);
        }
    }

    /// <param name="supervisor">When it ends, so does the wait; null when somebody else started it.</param>
    public static async Task WaitUntilReady(ServerSettings settings, Process? supervisor, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.GetTimestamp();
        long? impairedSince = null;
        while (Stopwatch.GetElapsedTime(started) < ReadyTimeout)
        {
            if (supervisor is { HasExited: true })
                throw new CommandLineException($"Berth ended while starting (code {supervisor.ExitCode}). Its log: {LogPath(settings.DataDirectory)}");
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{settings.Port}/_berth/ready"), cancel);
                if (answer.StatusCode == HttpStatusCode.OK) return;
                var impaired = Impaired(await answer.Content.ReadAsStringAsync(cancel));
                impairedSince = impaired is null ? null : impairedSince ?? Stopwatch.GetTimestamp();
                if (impairedSince is { } since && Stopwatch.GetElapsedTime(since) > ImpairedMax)
                    throw new CommandLineException($"Berth serves its APIs but cannot run tasks yet: {impaired} It keeps trying; './berth status --data {settings.DataDirectory}' shows how it goes.");
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
            {
                // Not listening yet.
            }

            await Task.Delay(PollInterval, cancel);
        }

        throw new CommandLineException($"Berth is not ready after {ReadyTimeout.TotalSeconds:0} s. './berth status --data {settings.DataDirectory}' says why; its log: {LogPath(settings.DataDirectory)}");
    }

    /// <returns>What is wrong with the first impaired part; null when none is.</returns>
    private static string? Impaired(string ready)
    {
        try
        {
            return JsonNode.Parse(ready)?["waitingFor"]?.AsArray().FirstOrDefault(p => (string?)p?["status"] == "impaired") is { } part ? $"{part["name"]}: {part["detail"]}" : null;
        }
        catch (JsonException)
        {
            return null; // Another program answers on this port; the supervisor is about to say so.
        }
    }

    /// <summary>The server prints what the user can fix as "berth: …"; that line is better than "it ended".</summary>
    private static string? LastError(string log, long mark)
    {
        const string Prefix = "berth: ";
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(mark, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').LastOrDefault(l => l.StartsWith(Prefix, StringComparison.Ordinal))?[Prefix.Length..];
    }
}
