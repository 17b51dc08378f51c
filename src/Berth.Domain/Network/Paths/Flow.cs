namespace Berth.Domain.Network;

/// <summary>A packet that begins a connection, as its sender sends it.</summary>
/// <param name="Protocol">IANA's number.</param>
/// <param name="SourcePort">0 where there are no ports.</param>
/// <param name="DestinationPort">For icmp the type.</param>
public readonly record struct Flow(uint Source, uint Destination, int Protocol, int SourcePort, int DestinationPort)
{
    /// <summary>What a packet that answers it looks like.</summary>
    public Flow Reply() => new(Destination, Source, Protocol, DestinationPort, SourcePort);
}

/// <summary>What a rule or an ACL's entry matches, its other end left out.</summary>
/// <param name="Protocol">IANA's number; -1 for all.</param>
/// <param name="FromPort">For icmp the type, -1 for all; without meaning for protocols without ports.</param>
/// <param name="ToPort">For icmp the code, which flows here do not carry: 0 and -1 match.</param>
public readonly record struct PortMatch(int Protocol, int FromPort, int ToPort)
{
    public static PortMatch Of(string protocol, int fromPort, int toPort) =>
        new(Protocols.Number(protocol) ?? throw new InvalidOperationException($"'{protocol}' is no protocol."), fromPort, toPort);

    public bool AllPorts => Protocol == Protocols.All || !Protocols.HasPorts(Protocol) || (FromPort <= 0 && ToPort is 65535 or -1);

    public bool Matches(int protocol, int destinationPort) => Protocol == Protocols.All || (Protocol == protocol && protocol switch
    {
        Protocols.Icmp => FromPort == -1 || FromPort == destinationPort,
        Protocols.Tcp or Protocols.Udp => FromPort == -1 || (destinationPort >= FromPort && destinationPort <= ToPort),
        _ => true,
    });
}
