using Berth.Node.Images;

namespace Berth.Node.Reconcile;

/// <summary>What a container's start needs and no file holds: its image, and its variables with every secret in them. It never prints itself.</summary>
/// <param name="Environment">The definition's variables, files' and secrets together.</param>
internal sealed record PreparedContainer(PulledImage Image, IReadOnlyDictionary<string, string> Environment)
{
    public override string ToString() => $"PreparedContainer {{ {Image.Reference} }}";
}
