namespace Berth.Node.Runtime.Oci;

/// <summary>The init process of a container that asks for one: it forwards signals and reaps zombies, as docker's does.</summary>
internal static class ContainerInit
{
    /// <summary>Of Debian's tini, linked statically: it needs nothing of the image.</summary>
    public const string PathOnNode = "/usr/bin/tini-static";

    public const string PathInside = "/sbin/docker-init";

    /// <exception cref="ContainerStartException">It is not installed.</exception>
    public static void Check(ContainerSpec spec)
    {
        if (spec.InitProcessEnabled && !File.Exists(PathOnNode)) throw new ContainerStartException($"init process enabled, and {PathOnNode} is missing: install the package tini");
    }
}
