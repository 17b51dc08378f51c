using System.Text;
using System.Text.Json.Nodes;
using Berth.Fuzz.Tests.Driving;

namespace Berth.Fuzz.Tests.Aws;

/// <summary>Requests that are signed truly and say nonsense: whatever they say, the answer is theirs to bear, never a 500.</summary>
public sealed class ProtocolFuzz(FuzzFront berth)
{
    [Fact]
    public Task No_json_request_gives_an_internal_error() => Campaign.Run(async dice =>
    {
        var (service, operation) = dice.Pick(Operations.Json);
        JsonNode? body = Operations.Invent(operation, dice).Json;
        for (var round = dice.Next(3); round > 0; round--) body = Mutation.OfJson(body, dice);
        var bytes = JsonText.Of(body);
        if (dice.OneIn(5)) bytes = Mutation.OfBytes(bytes, dice);
        var target = $"{service.Model.TargetPrefix}.{operation.Name}";
        Judge(await berth.Send(berth.SignJson(service.Model.SigningName, dice.OneIn(50) ? Printable(Mutation.OfText(target, dice)) : target, bytes)), operation.Action, bytes);
    });

    [Fact]
    public Task No_query_request_gives_an_internal_error() => Campaign.Run(async dice =>
    {
        var (service, operation) = dice.Pick(Operations.Query);
        var parameters = Operations.Invent(operation, dice).Parameters;
        for (var round = dice.Next(3); round > 0 && parameters.Count > 0; round--)
        {
            var at = dice.Next(parameters.Count);
            parameters[at] = dice.Next(3) switch
            {
                0 => new(Mutation.OfText(parameters[at].Key, dice), parameters[at].Value),
                1 => new(parameters[at].Key + dice.Pick([".1", ".member.1", ".member.2.Name", "..", ".99999999999"]), parameters[at].Value),
                _ => new(parameters[at].Key, Mutation.OfText(parameters[at].Value, dice)),
            };
        }

        var message = berth.SignQuery(service.Model.SigningName, operation.Name, parameters);
        if (dice.OneIn(5)) message = berth.Sign(service.Model.SigningName, "POST", "/", [], Mutation.OfBytes(message.Body, dice));
        Judge(await berth.Send(message), operation.Action, message.Body);
    });

    private void Judge(Answer answer, string action, byte[] body)
    {
        if (answer.Status is < 200 or >= 500) throw new InvalidOperationException($"{action} answered {answer.Status} {answer.Body} to {Encoding.UTF8.GetString(body)}", berth.Failure);
    }

    /// <summary>What Kestrel lets through in a header.</summary>
    private static string Printable(string text) => string.Concat(text.Where(c => c is >= ' ' and < '\u007f')).Trim();
}
