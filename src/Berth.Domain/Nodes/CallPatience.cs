using Berth.Domain.Network;

namespace Berth.Domain.Nodes;

/// <summary>How one try of a call failed that the node makes for a task.</summary>
public enum TryFailure
{
    /// <summary>Nobody answered for as long as a try lasts: that was pause enough.</summary>
    TimedOut,

    /// <summary>It failed at once, or the service says that it has trouble: a moment later it may succeed.</summary>
    Passing,

    /// <summary>The service answered, and will answer the same again: there is no such image, the role may not.</summary>
    Definite,
}

/// <summary>What follows a try that failed.</summary>
public abstract record AfterTry
{
    public sealed record Again(TimeSpan Pause) : AfterTry;

    public sealed record GiveUp : AfterTry;
}

/// <summary>
/// How long the node's own calls for a task go on: all of these numbers, and why. ECS's messages say how often a call was retried, and that is true here; a path that is missing is told in well
/// under a minute, where containerd's own 30 s for each connection would take four. Pure.
/// </summary>
/// <param name="Retries">Tries after the first.</param>
/// <param name="Total">No try begins later than this after the first one did; one that is under way then is not cut off.</param>
public sealed record CallPatience(int Retries, TimeSpan Total)
{
    /// <summary>Of a definite answer. Source: captured messages of CannotPullContainerError, of which most say 1 for "not found" and 403.</summary>
    public const int DefiniteRetries = 1;

    /// <summary>
    /// From a name to a connection. The kernel sends its first packet again after one second and after three: a packet lost by accident is made good, and a route or a rule that was mended
    /// meanwhile is noticed at the next try.
    /// </summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>Of the call that comes first, whose three tries make half a minute.</summary>
    public static readonly TimeSpan RegistryAuthConnect = TimeSpan.FromSeconds(10);

    /// <summary>From a sent request to the beginning of its answer. A service under load takes a second or two; one that took the connection and is silent is lost.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(10);

    /// <summary>A whole try: two connections, since a layer's request is sent on to its bucket, and an answer.</summary>
    public static readonly TimeSpan Try = Connect + Connect + Answer;

    /// <summary>Between tries that failed at once: eight of them outlast a server that starts again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Before a definite answer is asked for once more.</summary>
    public static readonly TimeSpan DefinitePause = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two dials of one try, when our own service refused: it is starting again, and nothing of a network refuses here.</summary>
    public static readonly TimeSpan RedialPause = TimeSpan.FromMilliseconds(100);

    /// <summary>What an address gets at least when several share the time. Source: Go's net.Dialer.</summary>
    public static readonly TimeSpan AddressMin = TimeSpan.FromSeconds(2);

    /// <summary>ecr:GetAuthorizationToken: 3 tries of 10 s.</summary>
    public static readonly CallPatience RegistryAuth = new(2, TimeSpan.FromSeconds(30));

    /// <summary>A secret, parameters, or a file of variables: as the token, beside which they are fetched.</summary>
    public static readonly CallPatience Secret = new(2, TimeSpan.FromSeconds(30));

    /// <summary>A manifest: 8 tries of 5 s. Source for 7: captured messages of CannotPullContainerError.</summary>
    public static readonly CallPatience Manifest = new(7, TimeSpan.FromSeconds(40));

    /// <summary>A layer, as a manifest; layers are asked for beside each other.</summary>
    public static readonly CallPatience Layer = Manifest;

    /// <summary>logs:CreateLogStream: half a minute, however many tries fit; then whoever makes it is killed, and the message says so.</summary>
    public static readonly CallPatience LogStream = new(int.MaxValue, TimeSpan.FromSeconds(30));

    /// <param name="service">Of <see cref="PublicServices"/>; null for somebody else's.</param>
    public static TimeSpan ConnectTime(string? service) => service == PublicServices.EcrApi ? RegistryAuthConnect : Connect;

    /// <summary>What the next of several addresses may take of the time that is left. Source: Go's net.Dialer, which gives each an equal share and none less than two seconds while there are as many.</summary>
    /// <param name="addresses">That one and those behind it.</param>
    public static TimeSpan ShareOf(TimeSpan left, int addresses)
    {
        var share = left / addresses;
        return share >= AddressMin ? share : left < AddressMin ? left : AddressMin;
    }

    /// <param name="retried">How often it was tried again already.</param>
    /// <param name="elapsed">Since the first try began.</param>
    public AfterTry After(TryFailure failure, int retried, TimeSpan elapsed)
    {
        var retries = failure == TryFailure.Definite ? Math.Min(Retries, DefiniteRetries) : Retries;
        if (retried >= retries || elapsed >= Total) return new AfterTry.GiveUp();
        return new AfterTry.Again(failure switch
        {
            TryFailure.TimedOut => TimeSpan.Zero,
            TryFailure.Passing => Pause,
            TryFailure.Definite => DefinitePause,
            _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Unknown failure."),
        });
    }
}
