using System.CommandLine;
using Berth.Server.Installation;
using Berth.Server.Supervision;

namespace Berth.Server.Commands;

/// <summary>What <c>up --detach</c> leaves in the background. Not for users.</summary>
internal static class SuperviseCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("supervise", "Keep a server running.") { Hidden = true };
        var first = new Option<int?>("--first") { Description = "A server that this process has as a child already." };
        command.Options.Add(first);
        context.AddSettingFlags(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var server = parsed.GetValue(first) is { } pid ? ServerProcess.Adopt(pid) : null;
            var settings = context.Checked(parsed);
            var instance = DataDirectory.Open(settings.DataDirectory, settings.Engine);
            return await new Supervisor(settings.DataDirectory, instance, settings.Port, ["serve", .. context.Repeat(parsed)], TimeProvider.System, Console.Error).Run(server);
        });
        return command;
    }
}
