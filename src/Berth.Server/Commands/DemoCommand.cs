using System.CommandLine;
using Berth.Server.Api;
using Berth.Server.Configuration;
using Berth.Server.Demo;
using Berth.Server.Installation;

namespace Berth.Server.Commands;

/// <summary><c>up --detach</c>, then a page from a container, through the public API alone.</summary>
internal static class DemoCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("demo", "Start Berth, then build, push and run a small web page.");
        context.AddSettingFlags(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var settings = context.Checked(parsed);
            if (settings.Engine == Engine.Simulated) throw new CommandLineException("The demo shows a page that a container serves, and the simulated engine runs none. Run it with --engine real.");
            await UpCommand.Detached(settings, context.Repeat(parsed), Console.Out, cancel);
            var key = RootKeyFile.Read(settings.DataDirectory) ?? throw new CommandLineException($"{settings.DataDirectory} holds no root access key.");
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
            var api = new ApiClient(new Uri($"http://127.0.0.1:{settings.Port}"), settings.Scope, key, http, TimeProvider.System);
            try
            {
                await new DemoRun(api, http, settings, Console.Out).Run(cancel);
            }
            catch (ApiException error)
            {
                throw new CommandLineException($"The API answered {error.Message}", error);
            }

            return 0;
        });
        return command;
    }
}
