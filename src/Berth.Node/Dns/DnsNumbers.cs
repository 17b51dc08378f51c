namespace Berth.Node.Dns;

/// <summary>Numbers of DNS messages. Source: RFC 1035, 4.1; RFC 6891.</summary>
internal static class DnsNumbers
{
    public const int HeaderBytes = 12;

    /// <summary>Of a name as it is sent, its last zero too.</summary>
    public const int NameBytesMax = 255;
    public const int LabelBytesMax = 63;

    /// <summary>What whoever says nothing about it can take over UDP.</summary>
    public const int PlainPayload = 512;

    /// <summary>What we take and send over UDP at most.</summary>
    public const int PayloadMax = 4096;

    /// <summary>Seconds for which our answers hold.</summary>
    public const int TimeToLive = 60;

    public const ushort TypeA = 1;
    public const ushort TypePtr = 12;
    public const ushort TypeOpt = 41;
    public const ushort TypeAny = 255;

    /// <summary>From here to <see cref="TypeAny"/> are questions about transfers and keys. Source: IANA, DNS parameters, Q and meta types.</summary>
    public const ushort FirstMetaType = 249;

    public const ushort ClassIn = 1;

    public const ushort Response = 0x8000;
    public const ushort OpcodeBits = 0x7800;
    public const ushort Truncated = 0x0200;
    public const ushort RecursionDesired = 0x0100;
    public const ushort RecursionAvailable = 0x0080;
    public const ushort CheckingDisabled = 0x0010;
    public const ushort CodeBits = 0x000f;
}

/// <summary>How an answer ends. Source: RFC 1035, 4.1.1; RFC 6891, 9.</summary>
internal enum DnsCode
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
    BadVersion = 16,
}
