using System.CommandLine;
using Berth.Server.Installation;

namespace Berth.Server.Commands;

/// <summary>Prints what points the aws CLI and the SDKs at this installation.</summary>
internal static class EnvCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("env", "Print one 'export NAME=value' per line, for: eval \"$(./berth env)\"");
        context.AddSettingFlags(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var settings = context.Checked(parsed);
            var instance = InstanceFile.Read(settings.DataDirectory)
                ?? throw new CommandLineException($"{settings.DataDirectory} holds no Berth yet. Start one: ./berth up --detach --data {settings.DataDirectory}");
            var port = RunState.ReadLiving(instance, settings.DataDirectory)?.Port ?? settings.Port;
            var key = RootKeyFile.Read(settings.DataDirectory)
                ?? throw new CommandLineException($"Berth has not started on {settings.DataDirectory} yet. Start it: ./berth up --detach --data {settings.DataDirectory}");
            foreach (var (name, value) in new[]
            {
                ("AWS_ENDPOINT_URL", $"http://127.0.0.1:{port}"),
                ("AWS_ACCESS_KEY_ID", key.AccessKeyId),
                ("AWS_SECRET_ACCESS_KEY", key.SecretAccessKey),
                ("AWS_DEFAULT_REGION", settings.Scope.Region),
                ("AWS_REGION", settings.Scope.Region),
                ("AWS_DATA_PATH", Path.Combine(AppContext.BaseDirectory, "aws-data")),
            })
                await Console.Out.WriteLineAsync($"export {name}={Quoted(value)}");
            return 0;
        });
        return command;
    }

    /// <summary>As it stands when a shell cannot misread it, else in single quotation marks.</summary>
    private static string Quoted(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or ':' or '-' or '_' or '+' or '=') ? value : "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
