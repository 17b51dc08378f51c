using Berth.Server.Configuration;

namespace Berth.Server.Commands;

/// <summary>What a user sees when Berth is up: where it is, and what to type next.</summary>
internal static class Greeting
{
    public static async Task Write(TextWriter output, ServerSettings settings)
    {
        var data = settings.DataDirectory == CommandContext.DefaultDataDirectory ? "" : $" --data {settings.DataDirectory}";
        await output.WriteLineAsync($"""
            Berth is ready at http://127.0.0.1:{settings.Port} (data: {settings.DataDirectory})

            Next:
              eval "$(./berth env{data})"       # point the aws CLI at it
              aws ecs list-clusters
              {(settings.Engine == Engine.Real ? $"./berth demo{data}                # build, push and run a small web page" : "aws ecs run-task …             # the engine is simulated: no containers run")}
              ./berth status{data}
              ./berth down{data}                # tasks keep running; --purge removes them
            """);
    }
}
