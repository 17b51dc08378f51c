namespace Berth.Domain.Access;

/// <summary>What a document is for. The grammar differs, and so do AWS's words.</summary>
public enum PolicyUse
{
    /// <summary>Stands in a user, group or role.</summary>
    Identity,

    /// <summary>A managed policy, which must be of the new version.</summary>
    Managed,

    /// <summary>Says who may assume a role.</summary>
    Trust,

    /// <summary>A resource's own, or that of a VPC endpoint. Some services want a Resource and some refuse one; they say so themselves.</summary>
    Resource,

    /// <summary>Given to AssumeRole.</summary>
    Session,
}

/// <summary>
/// What IAM demands of a document before it is kept. Two parsers of AWS's speak here, each in its own words: one reads what is attached to an identity, the other what stands in a resource or a role's trust.
/// Whether principals and actions exist is not asked. Source: IAM user guide, policy grammar; the texts are what IAM answers.
/// </summary>
public static class PolicyGrammar
{
    /// <returns>Null, or the message of MalformedPolicyDocument. Of several faults the first that AWS would find.</returns>
    public static string? Check(string document, PolicyUse use) => use switch
    {
        PolicyUse.Identity or PolicyUse.Session => IdentityGrammar.Check(document, mustBeNew: false),
        PolicyUse.Managed => IdentityGrammar.Check(document, mustBeNew: true),
        PolicyUse.Trust => ResourceGrammar.Check(document, isTrust: true),
        PolicyUse.Resource => ResourceGrammar.Check(document, isTrust: false),
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, "A use without a grammar is a bug."),
    };

    /// <summary>Characters as quotas count them: white space is free. Source: IAM user guide, IAM and STS quotas.</summary>
    public static int Size(string document) => document.Count(c => !char.IsWhiteSpace(c));
}
