using System.CommandLine;
using Berth.Server.Hosting;
using Berth.Server.Installation;

namespace Berth.Server.Commands;

/// <summary>The server itself, under the supervisor. Not for users.</summary>
internal static class ServeCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("serve", "Serve.") { Hidden = true };
        context.AddSettingFlags(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var settings = context.Checked(parsed);
            await ServerHost.Run(settings, DataDirectory.Open(settings.DataDirectory), cancel);
            return 0;
        });
        return command;
    }
}
