using System.Diagnostics;

namespace Berth.Bench;

/// <summary>Runs programs as a shell would.</summary>
internal static class Programs
{
    /// <exception cref="InvalidOperationException">It failed; with what it said.</exception>
    public static async Task<string> Run(string program, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        using var process = Process.Start(Info(program, arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await error}{await output}");
    }

    /// <returns>Null when it is not on the PATH.</returns>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Starts a program that goes on; what it says goes to a file.</summary>
    public static Process Start(string program, IReadOnlyList<string> arguments, string outputPath)
    {
        var process = Process.Start(Info(program, arguments))!;
        process.StandardInput.Close();
        var file = TextWriter.Synchronized(new StreamWriter(outputPath) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => file.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => file.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static ProcessStartInfo Info(string program, IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        return info;
    }
}
