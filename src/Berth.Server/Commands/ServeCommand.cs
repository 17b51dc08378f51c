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
            var instance = DataDirectory.Open(settings.DataDirectory, settings.Engine);
            await using var held = await DataDirectory.LockServer(settings.DataDirectory, cancel);
            await ServerHost.Run(settings, instance, cancel);
            return 0;
        });
        return command;
    }
}
