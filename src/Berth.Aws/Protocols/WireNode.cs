using System.Text.RegularExpressions;

namespace Berth.Aws.Protocols;

/// <summary>A value of a request, whatever protocol it came in. Generated shapes read themselves from it.</summary>
public abstract class WireNode(string path, List<WireFault> faults)
{
    /// <summary>Long enough for every pattern of the models, short enough that no input stalls a request.</summary>
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(100);

    public string Path { get; } = path;

    /// <summary>Rules broken anywhere in this request, in reading order.</summary>
    public List<WireFault> Faults { get; } = faults;

    /// <returns>Null when the member is absent or null.</returns>
    protected abstract WireNode? Member(string wireName, string memberName);

    public abstract string String();

    public abstract int Integer();

    public abstract long Long();

    public abstract double Double();

    public abstract bool Boolean();

    public abstract DateTimeOffset Timestamp();

    public abstract byte[] Blob();

    public abstract IReadOnlyList<T> List<T>(string elementName, bool flattened, Func<WireNode, T> read);

    public abstract IReadOnlyDictionary<string, T> Map<T>(string keyName, string valueName, bool flattened, Func<WireNode, T> read);

    public T? Optional<T>(string wireName, string memberName, WireRule rule, Func<WireNode, T> read)
        where T : class
    {
        if (Find(wireName, memberName, rule) is not { } node) return null;
        var value = read(node);
        switch (value)
        {
            case string text: CheckText(node.Path, text, rule); break;
            case System.Collections.ICollection items: CheckCount(node.Path, items.Count, rule); break;
        }

        return value;
    }

    public T? Value<T>(string wireName, string memberName, WireRule rule, Func<WireNode, T> read)
        where T : struct
    {
        if (Find(wireName, memberName, rule) is not { } node) return null;
        var value = read(node);
        var number = value switch { int i => i, long l => l, _ => (long?)null };
        if (number < rule.Min) Faults.Add(new(WireFaultKind.TooSmall, node.Path, $"{number}", rule));
        if (number > rule.Max) Faults.Add(new(WireFaultKind.TooLarge, node.Path, $"{number}", rule));
        return value;
    }

    protected string Below(string name) => Path.Length == 0 ? name : Path + "." + name;

    private WireNode? Find(string wireName, string memberName, WireRule rule)
    {
        var node = Member(wireName, memberName);
        if (node is null && rule.Required) Faults.Add(new(WireFaultKind.Missing, Below(memberName), null, rule));
        return node;
    }

    private void CheckText(string path, string text, WireRule rule)
    {
        if (text.Length < rule.Min) Faults.Add(new(WireFaultKind.TooShort, path, text, rule));
        if (text.Length > rule.Max) Faults.Add(new(WireFaultKind.TooLong, path, text, rule));
        if (rule.Enum is { } values && !values.Contains(text, StringComparer.Ordinal)) Faults.Add(new(WireFaultKind.NotInEnum, path, text, rule));
        if (rule.Pattern is { } pattern && !Matches(pattern, text)) Faults.Add(new(WireFaultKind.PatternMismatch, path, text, rule));
    }

    private void CheckCount(string path, int count, WireRule rule)
    {
        if (count < rule.Min) Faults.Add(new(WireFaultKind.TooShort, path, $"{count}", rule));
        if (count > rule.Max) Faults.Add(new(WireFaultKind.TooLong, path, $"{count}", rule));
    }

    /// <summary>The models' patterns are Java's and match whole values. One that .NET cannot read restricts nothing here.</summary>
    private static bool Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant, PatternTimeout);
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
