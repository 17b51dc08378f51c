namespace Berth.Domain.Access;

/// <summary>A policy as it reads. What cannot be read says nothing; <see cref="PolicyGrammar"/> refuses such documents before they are kept. Source: IAM user guide, policy element reference.</summary>
/// <param name="Version">2008-10-17 when the document has none.</param>
public sealed record PolicyDocument(string Version, IReadOnlyList<PolicyStatement> Statements)
{
    public const string OldVersion = "2008-10-17";
    public const string NewVersion = "2012-10-17";

    /// <summary>In the old version <c>${aws:username}</c> is plain text.</summary>
    public bool HasVariables => Version == NewVersion;

    /// <returns>Null when the text is no JSON object.</returns>
    public static PolicyDocument? Parse(string json) => PolicyReader.Read(json);
}

/// <summary>One statement. Those whose Effect is neither Allow nor Deny are not read.</summary>
public sealed record PolicyStatement
{
    /// <summary>Its place in the document, from 0.</summary>
    public required int Index { get; init; }
    public string? Sid { get; init; }
    public required bool Denies { get; init; }

    /// <summary>Null when it has neither Action nor NotAction: it then covers nothing.</summary>
    public PolicyNames? Actions { get; init; }

    /// <summary>Null when it has neither Resource nor NotResource: a resource's own policy then means the resource, others mean nothing.</summary>
    public PolicyNames? Resources { get; init; }

    /// <summary>Null when it has neither Principal nor NotPrincipal.</summary>
    public PolicyPrincipals? Principals { get; init; }
    public IReadOnlyList<PolicyCondition> Conditions { get; init; } = [];
}

/// <param name="Except">It was NotAction or NotResource: everything but these.</param>
public sealed record PolicyNames(IReadOnlyList<string> Names, bool Except);

/// <summary>Principal or NotPrincipal.</summary>
/// <param name="Everyone">The plain <c>*</c>.</param>
/// <param name="Except">It was NotPrincipal: everybody but these.</param>
public sealed record PolicyPrincipals(bool Everyone, IReadOnlyList<NamedPrincipal> Named, bool Except);

/// <param name="Kind">AWS, Service, Federated or CanonicalUser.</param>
public sealed record NamedPrincipal(string Kind, string Name);

/// <summary>One key under one operator.</summary>
/// <param name="Operator">As written: <c>ForAnyValue:StringLikeIfExists</c>.</param>
/// <param name="Values">Null when they cannot be read; the test then holds in no Allow and in every Deny.</param>
public sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string>? Values)
{
    /// <summary>Stands for a Condition, or a part of one, that has the wrong shape.</summary>
    public static readonly PolicyCondition Unreadable = new("", "", null);
}
