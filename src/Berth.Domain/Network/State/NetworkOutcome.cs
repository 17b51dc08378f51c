namespace Berth.Domain.Network;

/// <summary>What a change of the network comes to.</summary>
public abstract record NetworkOutcome
{
    /// <param name="State">The network after it.</param>
    /// <param name="Ids">Of what was made or is answered with, in the order asked for; empty when the answer is only that it was done.</param>
    public sealed record Done(NetworkState State, IReadOnlyList<string> Ids) : NetworkOutcome
    {
        public Done(NetworkState state, params string[] ids)
            : this(state, (IReadOnlyList<string>)ids)
        {
        }
    }

    /// <summary>Nothing changes.</summary>
    public sealed record Refused(NetworkRefusal Refusal) : NetworkOutcome;
}

/// <summary>Why EC2 refuses, in its words. Made by <see cref="NetworkRefusals"/> alone. Source: EC2 API reference, error codes.</summary>
public sealed record NetworkRefusal(string Code, string Message);
