using System.Text;
using System.Text.RegularExpressions;

namespace Berth.Aws.Services.Ssm;

/// <summary>What PutParameter refuses of a value.</summary>
internal static class ParameterRules
{
    private const int StandardBytesMax = 4096;
    private const int AdvancedBytesMax = 8192;

    /// <param name="asked">Null when the request names none.</param>
    /// <param name="old">Of the parameter as it is; null for a new one. An advanced parameter stays one.</param>
    /// <returns>The tier that it will have.</returns>
    /// <exception cref="AwsException">ValidationException.</exception>
    public static string Tier(string? asked, string? old, string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        var tier = asked switch
        {
            null => old ?? "Standard",
            "Standard" => old == "Advanced" ? throw SsmErrors.NoDowngrade() : "Standard",
            "Advanced" => "Advanced",
            "Intelligent-Tiering" => old == "Advanced" || bytes > StandardBytesMax ? "Advanced" : "Standard",
            var other => throw SsmErrors.Validation($"There is no tier {other}."),
        };
        if (bytes == 0) throw SsmErrors.Validation("Parameter value can't be empty.");
        if (tier == "Standard" && bytes > StandardBytesMax)
            throw SsmErrors.Validation($"Standard tier parameters support a maximum parameter value of {StandardBytesMax} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.");
        if (bytes > AdvancedBytesMax) throw SsmErrors.Validation($"Advanced tier parameters support a maximum parameter value of {AdvancedBytesMax} characters.");
        return tier;
    }

    /// <exception cref="AwsException">The pattern is none, or the value does not match it.</exception>
    public static void CheckPattern(string? pattern, string value)
    {
        if (string.IsNullOrEmpty(pattern)) return;
        bool matches;
        try
        {
            // Without backtracking: a pattern of the caller's takes time in proportion to the value, whatever it says.
            matches = Regex.IsMatch(value, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception bad) when (bad is ArgumentException or NotSupportedException)
        {
            throw SsmErrors.InvalidPattern();
        }

        if (!matches) throw SsmErrors.PatternMismatch(pattern);
    }
}
