namespace Berth.Domain.Network;

/// <summary>What a VPC's own resolver says to a name.</summary>
public abstract record NameAnswer
{
    /// <param name="Addresses">In the order to try them; may be empty, when the name is there and has no IPv4 address.</param>
    public sealed record Found(IReadOnlyList<uint> Addresses) : NameAnswer
    {
        public bool Equals(Found? other) => other is not null && Addresses.SequenceEqual(other.Addresses);

        public override int GetHashCode() => Addresses.Count;

        public override string ToString() => $"Found {string.Join(' ', Addresses.Select(Cidr.Text))}";
    }

    /// <summary>The name asks for an address's name.</summary>
    public sealed record Named(string Name) : NameAnswer;

    /// <summary>It is ours to know, and there is no such name.</summary>
    public sealed record NoSuchName : NameAnswer;

    /// <summary>Somebody else's name: the world's name servers are asked.</summary>
    public sealed record Elsewhere : NameAnswer;

    /// <summary>The VPC has DNS support turned off: nobody answers.</summary>
    public sealed record Silence : NameAnswer;
}
