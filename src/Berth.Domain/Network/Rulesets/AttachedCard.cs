namespace Berth.Domain.Network;

/// <summary>A task's interface that this node carries.</summary>
/// <param name="Link">Name of the router's end.</param>
public sealed record AttachedCard(string Link, string SubnetId, uint Address, uint? PublicAddress, IReadOnlyList<string> GroupIds);
