using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Domain.TaskDefinitions;
using Berth.Node.Aws;
using Berth.Node.Network;

namespace Berth.Node.Reconcile;

/// <summary>Fetches secrets and parameters with the execution role's keys. What several containers need is asked for once. Nothing of it is kept on disk or said in a message.</summary>
internal sealed class SecretValues(ITaskConnection connection, NativeCredentials? credentials, string region, TimeProvider clock, CancellationToken cancel)
{
    private const string Head = "unable to pull secrets or registry auth: ";
    private const string SecretTarget = "secretsmanager.GetSecretValue";
    private const string ParametersTarget = "AmazonSSM.GetParameters";

    /// <summary>As many as one call may name. Source: Systems Manager API, GetParameters.</summary>
    private const int ParametersPerCall = 10;

    private readonly Lock gate = new();
    private readonly Dictionary<SecretReference.SecretsManager, Task<string>> secrets = [];

    /// <returns>By the names that they have in the container.</returns>
    /// <exception cref="SecretException">In ECS's words.</exception>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> Of(IReadOnlyList<NativeSecret> wanted)
    {
        if (wanted.Count == 0) return [];
        var references = wanted.Select(s => (s.Name, Reference: SecretReference.Parse(s.ValueFrom) ?? throw new SecretException($"{Head}invalid secret reference {s.ValueFrom}"))).ToList();
        var parameters = Parameters([.. references.Select(r => r.Reference).OfType<SecretReference.Parameter>().Select(p => p.Name).Distinct(StringComparer.Ordinal)]);
        var values = new List<KeyValuePair<string, string>>();
        foreach (var (name, reference) in references)
        {
            values.Add(KeyValuePair.Create(name, reference switch
            {
                SecretReference.SecretsManager secret => Pick(secret, await Whole(secret with { JsonKey = null })),
                SecretReference.Parameter parameter => (await parameters)[parameter.Name],
                var other => throw new InvalidOperationException($"Unknown reference {other}."),
            }));
        }

        return values;
    }

    /// <summary>The login that a registry's secret holds.</summary>
    /// <param name="credentialsParameter">Name or ARN.</param>
    /// <returns>Base64 of user name and password, as basic authentication sends them.</returns>
    public async Task<string> Login(string credentialsParameter)
    {
        var text = await Whole(new(credentialsParameter, null, null, null));
        try
        {
            if (JsonNode.Parse(text) is JsonObject login && login["username"] is JsonValue name && login["password"] is JsonValue password
                && name.TryGetValue(out string? user) && password.TryGetValue(out string? secret)) return Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{secret}"));
        }
        catch (JsonException)
        {
            // Said below, without a word of the secret.
        }

        throw new SecretException($"{Head}execution resource retrieval failed: unable to retrieve secret from asm: unable to unmarshal secret {credentialsParameter}: it must be a JSON object with 'username' and 'password'");
    }

    private Task<string> Whole(SecretReference.SecretsManager secret)
    {
        lock (gate) return secrets.TryGetValue(secret, out var begun) ? begun : secrets[secret] = Fetch(secret);
    }

    private async Task<string> Fetch(SecretReference.SecretsManager secret)
    {
        var request = new JsonObject { ["SecretId"] = secret.SecretId };
        if (secret.VersionStage is { } stage) request["VersionStage"] = stage;
        if (secret.VersionId is { } version) request["VersionId"] = version;
        var answer = await Call("secretsmanager", SecretTarget, request, (failure, retried) => Failed(failure, $"unable to retrieve secret from asm: service call has been retried {retried} time(s): failed to fetch secret {secret.SecretId} from secrets manager: "));
        return answer["SecretString"]?.GetValue<string>() ?? throw new SecretException($"{Head}execution resource retrieval failed: unable to retrieve secret from asm: secret {secret.SecretId} has a binary value, which no variable can hold");
    }

    private static string Pick(SecretReference.SecretsManager reference, string whole)
    {
        if (reference.JsonKey is not { } key) return whole;
        try
        {
            if (JsonNode.Parse(whole) is JsonObject values && values.TryGetPropertyValue(key, out var value) && value is not null)
                return value is JsonValue text && text.TryGetValue(out string? plain) ? plain : value.ToJsonString();
        }
        catch (JsonException)
        {
            throw new SecretException($"{Head}execution resource retrieval failed: unable to retrieve secret from asm: unable to unmarshal secret {reference.SecretId}: it is no JSON object");
        }

        throw new SecretException($"{Head}execution resource retrieval failed: unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key {key}");
    }

    private async Task<IReadOnlyDictionary<string, string>> Parameters(IReadOnlyList<string> names)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var invalid = new List<string>();
        foreach (var some in names.Chunk(ParametersPerCall))
        {
            var request = new JsonObject { ["Names"] = new JsonArray([.. some.Select(n => (JsonNode)n)]), ["WithDecryption"] = true };
            var answer = await Call("ssm", ParametersTarget, request, (failure, retried) => Failed(failure, $"unable to retrieve secrets from ssm: service call has been retried {retried} time(s): "));
            foreach (var parameter in answer["Parameters"]?.AsArray() ?? [])
            {
                // They come back under their names, however they were asked for.
                var (name, arn, value) = (parameter!["Name"]!.GetValue<string>(), parameter["ARN"]?.GetValue<string>(), parameter["Value"]!.GetValue<string>());
                foreach (var asked in some.Where(a => a == name || a == arn || a == name + parameter["Selector"]?.GetValue<string>())) values[asked] = value;
            }

            invalid.AddRange(some.Where(n => !values.ContainsKey(n)));
        }

        if (invalid.Count > 0) throw new SecretException($"{Head}execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: {string.Join(", ", invalid)}");
        return values;
    }

    private Task<JsonObject> Call(string service, string target, JsonObject request, Func<Exception, int, Exception> failed)
    {
        var keys = credentials ?? throw new SecretException($"{Head}the task has no execution role");
        return PatientCall.Run(CallPatience.Secret, clock, () => connection.Aws.Call(service, target, request.DeepClone().AsObject(), keys, cancel), failed, cancel);
    }

    private SecretException Failed(Exception failure, string what)
    {
        var manager = what.Contains("asm", StringComparison.Ordinal);
        if (failure is AwsCallException refused)
        {
            var operation = manager ? "Secrets Manager: GetSecretValue" : "SSM: GetParameters";
            return new($"{Head}execution resource retrieval failed: {what}{CallFailures.Words(operation, refused)}", failure);
        }

        var sentence = manager
            ? "The task can't pull secrets from AWS Secrets Manager. There is a connection issue between the task and Secrets Manager. Check your task network configuration."
            : "The task cannot pull secrets from AWS Systems Manager Parameter Store. Check your network connection between the task and AWS Systems Manager.";
        var endpoint = new Uri($"https://{(manager ? "secretsmanager" : "ssm")}.{region}.amazonaws.com/");
        var words = failure is HttpRequestException unreachable ? CallFailures.Words(HttpMethod.Post, endpoint, unreachable) : failure.Message;
        return new($"{Head}{sentence} RequestError: send request failed caused by: {words}", failure) { Call = CallFailures.Evidence(failure, manager ? "secretsmanager:GetSecretValue" : "ssm:GetParameters") };
    }
}

/// <summary>A secret could not be fetched, in the words that ECS shows as a ResourceInitializationError.</summary>
internal sealed class SecretException(string message, Exception? cause = null) : StartFailedException("ResourceInitializationError", message, cause);
