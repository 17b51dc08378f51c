using System.Globalization;

namespace Berth.Node.Reconcile;

/// <summary>The signal that an image asks to be stopped by.</summary>
internal static class StopSignal
{
    private const int Terminate = 15;

    private static readonly Dictionary<string, int> Numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["ABRT"] = 6,
        ["KILL"] = 9,
        ["USR1"] = 10,
        ["USR2"] = 12,
        ["TERM"] = 15,
        ["WINCH"] = 28,
        ["PWR"] = 30,
    };

    /// <param name="text">SIGQUIT, QUIT or 3; null, or what nobody knows, means SIGTERM.</param>
    public static int Number(string? text)
    {
        if (text is null) return Terminate;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65) return number;
        return Numbers.GetValueOrDefault(text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text, Terminate);
    }
}
