using System.Text.Json.Nodes;
using Berth.Aws.Services;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Protocols;

/// <summary>Bad input never gives a 500: every operation of every service gets requests that no client of good will would send.</summary>
public sealed class BadInputTests(AwsFront berth)
{
    private static readonly string[] Strange = ["", " ", "..", "/", "a/b/c", "arn:aws:ecs:ap-northeast-1:123456789012:cluster/", "arn:", "日本", "\0", "%s%n", "-1", "99999999999999999999", "{}", "[", "null"];

    public static TheoryData<string, string> Operations
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var service in AwsServices.All)
                foreach (var operation in service.Operations.Keys) data.Add(service.Name, operation);
            return data;
        }
    }

    [Theory]
    [InlineData("ecs", "CreateCluster", "{\"clusterName\":\"\\ud800\"}")]
    [InlineData("ecr", "CreateRepository", "{\"repositoryName\":\"twice\",\"tags\":[{\"Key\":\"a\",\"Value\":\"1\"},{\"Key\":\"a\",\"Value\":\"2\"}]}")]
    [InlineData("ecs", "RunTask", "{\"cluster\":\"\\t\",\"taskDefinition\":\"web\"}")]
    [InlineData("ecs", "UpdateCluster", "{\"cluster\":\"\\t\"}")]
    [InlineData("ecs", "ListTasks", "{\"cluster\":\" \"}")]
    [InlineData("ecs", "StopTask", "{\"cluster\":\" \",\"task\":\"\\t\"}")]
    public async Task What_once_gave_one_is_the_callers_fault(string service, string operation, string body) =>
        Assert.Equal(400, (await berth.Client().Json(service, operation, body)).Status);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Nothing_strange_gives_an_internal_error(string service, string operation)
    {
        var model = AwsServices.All.Single(s => s.Name == service);
        var dice = new Random(operation.Length);
        var members = Members(service, operation);
        for (var round = 0; round < 12; round++)
        {
            var chosen = members.Where(_ => round == 0 || dice.Next(3) > 0).ToList();
            var answer = model.Model.TargetPrefix is null
                ? await berth.Client().QueryAnswer(service, operation, [.. chosen.Select(m => (m + (dice.Next(3) == 0 ? ".1" : ""), Strange[dice.Next(Strange.Length)]))])
                : await berth.Client().Json(service, operation, new JsonObject(chosen.Select(m => KeyValuePair.Create(m, Value(dice)))).ToJsonString());
            Assert.True(answer.Status < 500, $"{operation} answered {answer.Status}: {answer.Body}");
        }
    }

    private static JsonNode? Value(Random dice) => dice.Next(8) switch
    {
        0 => dice.Next(-2, 200),
        1 => dice.Next(2) == 0,
        2 => new JsonArray(Strange[dice.Next(Strange.Length)]),
        3 => new JsonObject { [Strange[dice.Next(Strange.Length)]] = Strange[dice.Next(Strange.Length)] },
        4 => new JsonArray(new JsonObject()),
        _ => Strange[dice.Next(Strange.Length)],
    };

    /// <summary>Names of the request's members, from the generated shape.</summary>
    private static List<string> Members(string service, string operation)
    {
        var shape = typeof(AwsServices).Assembly.GetTypes().First(t => t.Name == operation + "Request" && t.Namespace!.Contains($".{service}.", StringComparison.OrdinalIgnoreCase));
        var json = AwsServices.All.Single(s => s.Name == service).Model.TargetPrefix is not null;
        return [.. shape.GetProperties().Where(p => p.GetMethod is { IsStatic: false }).Select(p => json ? char.ToLowerInvariant(p.Name[0]) + p.Name[1..] : p.Name)];
    }
}
