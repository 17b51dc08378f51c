namespace Berth.Server;

/// <summary>Something that the user can fix. Printed as one line, <c>berth: …</c>, naming the thing and the fix; never with a stack trace.</summary>
internal sealed class CommandLineException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The supervisor does not restart a server that ended with this: starting again would fail the same way.</summary>
    public const int ExitCode = 2;
}
