namespace Berth.Domain.Kernel;

/// <summary>This installation: what every part needs to know about where and who it is. Made once by the composition root.</summary>
public sealed record BerthInstance
{
    /// <summary>Six lower-case letters and digits, kept in the data directory; part of the name of every namespace, link, cgroup and table that this instance makes.</summary>
    public required string Id { get; init; }

    /// <summary>Absolute; everything that must survive lies below it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Sockets and pins: <c>/run/berth/ID</c>. Gone after a reboot.</summary>
    public required string RunDirectory { get; init; }

    public required AwsScope Scope { get; init; }

    /// <summary>Zone names of the region, in order: ap-northeast-1a, ap-northeast-1c, ap-northeast-1d.</summary>
    public required IReadOnlyList<string> AvailabilityZones { get; init; }

    /// <summary>The one port of every API.</summary>
    public required int Port { get; init; }

    /// <summary>How parts of this instance reach it: <c>http://127.0.0.1:PORT</c>.</summary>
    public Uri LoopbackEndpoint => new($"http://127.0.0.1:{Port}");
}
