using System.CommandLine;
using Berth.Server;
using Berth.Server.Commands;

var context = new CommandContext();
var root = new RootCommand("Berth: Amazon ECS that you can run anywhere.")
{
    UpCommand.Create(context),
    DemoCommand.Create(context),
    EnvCommand.Create(context),
    StatusCommand.Create(context),
    InterruptCommand.Create(context),
    ConfigCommand.Create(context),
    DownCommand.Create(context),
    SuperviseCommand.Create(context),
    ServeCommand.Create(context),
};
context.Data.Recursive = true;
root.Options.Add(context.Data);
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (CommandLineException refusal)
{
    await Console.Error.WriteLineAsync("berth: " + refusal.Message);
    return CommandLineException.ExitCode;
}
