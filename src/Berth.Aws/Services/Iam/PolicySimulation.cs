using System.Text;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Iam;

/// <summary>Asks the evaluator that decides requests what it would decide, for every action on every resource. Source: IAM API, SimulateCustomPolicy.</summary>
internal sealed record PolicySimulation
{
    /// <summary>Actions, and resources, in one request.</summary>
    private const int NamesMax = 1000;

    public required IReadOnlyList<string> Actions { get; init; }
    public required IReadOnlyList<string> Resources { get; init; }
    public required AccessPrincipal Principal { get; init; }
    public required AccessKeys Keys { get; init; }
    public required IReadOnlyList<NamedPolicy> Identity { get; init; }
    public IReadOnlyList<NamedPolicy>? Boundary { get; init; }
    public string? ResourcePolicy { get; init; }

    /// <exception cref="AwsException">InvalidInput.</exception>
    public static void Check(IReadOnlyList<string>? policies, IReadOnlyList<string>? boundaries, string? resourcePolicy, string? handling)
    {
        if (handling is not null) throw IamErrors.NotYet("ResourceHandlingOption");
        if (boundaries is { Count: > 1 }) throw IamErrors.InvalidInput("PermissionsBoundaryPolicyInputList can hold one policy.");
        foreach (var policy in (policies ?? []).Concat(boundaries ?? []))
            if (PolicyGrammar.Check(policy, PolicyUse.Identity) is { } fault) throw IamErrors.InvalidInput(fault);
        if (resourcePolicy is not null && PolicyGrammar.Check(resourcePolicy, PolicyUse.Resource) is { } wrong) throw IamErrors.InvalidInput(wrong);
    }

    /// <param name="name">Of the member, which with a number becomes the policies' name.</param>
    public static IReadOnlyList<NamedPolicy> Inputs(IReadOnlyList<string>? documents, string name, PolicySource source) =>
        [.. (documents ?? []).Select((document, at) => new NamedPolicy($"{name}.{at + 1}", null, null, source, document))];

    /// <summary>A boundary that is given takes the place of the entity's own.</summary>
    public static IReadOnlyList<NamedPolicy>? BoundaryOf(IReadOnlyList<string>? given, IReadOnlyList<NamedPolicy>? own) =>
        given is { Count: > 0 } ? Inputs(given, "PermissionsBoundaryPolicyInputList", PolicySource.Boundary) : own;

    /// <exception cref="AwsException">InvalidInput: only users are simulated as callers, as on IAM.</exception>
    public static AccessPrincipal PrincipalOf(string arn) => arn.Split(':', 6) is ["arn", _, "iam", _, { Length: 12 } account, var resource] && resource.StartsWith("user/", StringComparison.Ordinal)
        ? new(arn, null, account) { UserName = IamNames.RoleNameOf(resource) }
        : throw IamErrors.InvalidInput($"Invalid Entity Arn: {arn} does not clearly define entity type and name.");

    public static AccessKeys KeysOf(IReadOnlyList<ContextEntryShape>? given, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> known) =>
        new([.. known, .. (given ?? []).Select(e => KeyValuePair.Create(e.ContextKeyName ?? "", e.ContextKeyValues ?? []))]);

    /// <summary>A page of results: of the first action on every resource, then of the next.</summary>
    /// <exception cref="AwsException">InvalidInput.</exception>
    public SimulatePolicyResponseShape Page(PageTokens tokens, string operation, string? marker, int? maxItems)
    {
        if (Actions.Count > NamesMax || Resources.Count > NamesMax) throw IamErrors.InvalidInput($"A request can name up to {NamesMax} actions and as many resources.");
        if (Actions.FirstOrDefault(a => !a.Contains(':', StringComparison.Ordinal) || a.Contains('*', StringComparison.Ordinal)) is { } odd) throw IamErrors.InvalidInput($"Invalid Action Name: {odd}");
        var sets = new AccessPolicySets(
            AccessPolicies.Compile(Identity),
            Boundary is null ? null : AccessPolicies.Compile(Boundary),
            Session: null,
            ResourcePolicy is null ? null : AccessPolicies.Compile([new("ResourcePolicy", null, null, PolicySource.Resource, ResourcePolicy)]),
            Endpoint: null);
        var pairs = Actions.SelectMany(_ => Resources, (action, resource) => (Action: action, Resource: resource)).Select((pair, at) => (pair.Action, pair.Resource, Key: at.ToString("D8", null)));
        var page = tokens.Cut(pairs, p => p.Key, $"{operation} {Digest()}", marker, IamPages.Size(maxItems), IamErrors.InvalidMarker);
        return new()
        {
            EvaluationResults = [.. page.Items.Select(p => ToWire(AccessSimulator.Simulate(p.Action, p.Resource, Principal, Keys, sets)))],
            IsTruncated = page.NextToken is not null,
            Marker = page.NextToken,
        };
    }

    /// <summary>A marker belongs to the actions and resources that it was made for.</summary>
    private string Digest() => SignatureV4.HashHex(Encoding.UTF8.GetBytes(string.Join('\n', Actions) + "\n\n" + string.Join('\n', Resources)));

    private static EvaluationResultShape ToWire(AccessSimulation simulation) => new()
    {
        EvalActionName = simulation.Action,
        EvalResourceName = simulation.Resource,
        EvalDecision = simulation.Result switch
        {
            SimulatedResult.Allowed => "allowed",
            SimulatedResult.ExplicitDeny => "explicitDeny",
            SimulatedResult.ImplicitDeny => "implicitDeny",
            _ => throw new InvalidOperationException($"Unknown result {simulation.Result}."),
        },
        MatchedStatements = [.. simulation.Matched.Select(ToWire)],
        MissingContextValues = simulation.MissingKeys,
        PermissionsBoundaryDecisionDetail = simulation.AllowedByBoundary is { } allowed ? new() { AllowedByPermissionsBoundary = allowed } : null,
    };

    private static StatementShape ToWire(MatchedStatement statement) => new()
    {
        SourcePolicyId = statement.Policy.Name,
        SourcePolicyType = statement.Policy.Source switch
        {
            PolicySource.Resource => "Resource Policy",
            PolicySource.Boundary => "IAM Permissions Boundary Policy",
            _ => "IAM Policy",
        },
        StartPosition = new() { Line = statement.Span.Start.Line, Column = statement.Span.Start.Column },
        EndPosition = new() { Line = statement.Span.End.Line, Column = statement.Span.End.Column },
    };
}
