namespace Berth.Domain.Diagnosis;

/// <summary>Writes words of a command that an operator may paste. Names come from callers, and must stay names.</summary>
internal static class Shell
{
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '@' or '+' or '=' or ',') ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
