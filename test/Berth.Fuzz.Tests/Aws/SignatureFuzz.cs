using System.Text;
using Berth.Domain.Access;
using Berth.Fuzz.Tests.Driving;

namespace Berth.Fuzz.Tests.Aws;

/// <summary>A request is taken as it was signed or not at all: whatever changes what a signature covers is refused.</summary>
public sealed class SignatureFuzz(FuzzFront berth)
{
    private static readonly string[] Unsigned = ["user-agent", "accept", "connection", "x-amz-user-agent"];

    [Fact]
    public Task No_request_that_was_changed_after_its_signing_is_answered() => Campaign.Run(async dice =>
    {
        var good = dice.OneIn(2)
            ? berth.SignJson("ecs", "AmazonEC2ContainerServiceV20141113.DescribeClusters", """{"clusters":["default"]}"""u8.ToArray())
            : berth.SignQuery("sts", "GetCallerIdentity", []);
        await Judge(good, Change(good, dice));
    });

    [Fact]
    public Task No_link_that_was_changed_after_its_signing_is_answered() => Campaign.Run(async dice =>
    {
        var good = berth.Presign("sts", [new("Action", "GetCallerIdentity"), new("Version", "2011-06-15")], 60);
        await Judge(good, ChangeLink(good, dice));
    });

    private async Task Judge(Message good, Message changed)
    {
        var answer = await berth.Send(changed);
        if (Covered(changed) == Covered(good))
        {
            if (answer.Status != 200) throw new InvalidOperationException($"{answer.Status} {answer.Body} to a request whose signed parts are as they were: {Show(changed)}");
        }
        else if (answer.Status is < 400 or >= 500)
        {
            throw new InvalidOperationException($"{answer.Status} {answer.Body} to {Show(changed)}");
        }
    }

    private static Message Change(Message good, Dice dice)
    {
        var headers = good.Headers.ToList();
        var at = dice.Next(headers.Count);
        switch (dice.Next(9))
        {
            case 0: return good with { Body = Mutation.OfBytes(good.Body, dice) };
            case 1: return good with { Method = "GET" };
            case 2: return good with { Target = "/?" + dice.Pick(["a=b", "X-Amz-Signature=0", "X-Amz-Algorithm=AWS4-HMAC-SHA256", "Action=AssumeRole", "&", "=", "X-Amz-Date=20260101T000000Z"]) };
            case 3: headers.RemoveAt(at); break;
            case 4: headers.Insert(at, new(headers[at].Key, Header(dice.StrangeText()))); break;
            case 5: headers.Add(new(dice.Pick(["x-amz-target", "x-amz-security-token", "x-amz-date", "Authorization", "x-amz-content-sha256", "x-amz-meta-a"]), Header(dice.StrangeText()))); break;
            case 6: headers.Add(new(dice.Pick(Unsigned), Header(dice.StrangeText()))); break;
            case 7: headers[at] = new(headers[at].Key, Header(Mutation.OfText(headers[at].Value, dice))); break;
            default:
                at = headers.Count - 1;
                headers[at] = new(headers[at].Key, Authorization(headers[at].Value, dice));
                break;
        }

        return good with { Headers = headers };
    }

    /// <summary>A field of the header that carries the signature is dropped, doubled, changed or moved.</summary>
    private static string Authorization(string value, Dice dice)
    {
        var fields = value[(SignatureV4.Algorithm.Length + 1)..].Split(", ").ToList();
        var at = dice.Next(fields.Count);
        switch (dice.Next(5))
        {
            case 0: fields.RemoveAt(at); break;
            case 1: fields.Add(Mutation.OfText(fields[at], dice)); break;
            case 2: fields[at] = Mutation.OfText(fields[at], dice); break;
            case 3: fields.Insert(0, Mutation.OfText(fields[at], dice)); break;
            default: fields[at] = fields[at].Split('=')[0] + "=" + dice.StrangeText(); break;
        }

        return Header(SignatureV4.Algorithm + " " + string.Join(", ", fields));
    }

    private static Message ChangeLink(Message good, Dice dice)
    {
        var parts = good.Target[2..].Split('&').ToList();
        var at = dice.Next(parts.Count);
        switch (dice.Next(7))
        {
            case 0: parts.RemoveAt(at); break;
            case 1: parts.Add(parts[at]); break;
            case 2: parts[at] = Target(Mutation.OfText(parts[at], dice)); break;
            case 3: parts.Insert(at, Target(dice.StrangeText()) + "=" + Target(dice.StrangeText())); break;
            case 4: (parts[0], parts[at]) = (parts[at], parts[0]); break;
            case 5: return good with { Body = dice.Bytes(dice.Next(20)) };
            default: return good with { Headers = [.. good.Headers, new(dice.Pick(["x-amz-target", "Authorization", "x-amz-security-token"]), Header(dice.StrangeText()))] };
        }

        return good with { Target = "/?" + string.Join('&', parts) };
    }

    /// <summary>What a signature covers, said independently of the code that verifies: two requests are the same to a signer when these are equal.</summary>
    private static string Covered(Message message)
    {
        var mark = message.Target.IndexOf('?', StringComparison.Ordinal);
        var query = (mark < 0 ? "" : message.Target[(mark + 1)..]).Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair).Order(StringComparer.Ordinal);
        var headers = message.Headers.Where(h => h.Value.Length > 0 && !Unsigned.Contains(h.Key)).GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase)
            .Select(g => $"{g.Key.ToLowerInvariant()}:{string.Join(',', g.Select(h => g.Key == "Authorization" ? Fields(h.Value) : string.Join(' ', h.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))))}").Order(StringComparer.Ordinal);
        return $"{message.Method} {(mark < 0 ? message.Target : message.Target[..mark])} {string.Join('&', query)}\n{string.Join('\n', headers)}\n{SignatureV4.HashHex(message.Body)}";
    }

    /// <summary>The fields of an Authorization header, and the headers that it names, mean the same in any order.</summary>
    private static string Fields(string value)
    {
        var blank = value.IndexOf(' ', StringComparison.Ordinal);
        var fields = value[(blank + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(f => string.Join('=', f.Split('=', 2, StringSplitOptions.TrimEntries)));
        return value[..Math.Max(blank, 0)] + ' ' + string.Join(',', fields.Select(f => f.StartsWith("SignedHeaders=", StringComparison.Ordinal) ? "SignedHeaders=" + string.Join(';', f["SignedHeaders=".Length..].Split(';').Order(StringComparer.Ordinal)) : f).Order(StringComparer.Ordinal));
    }

    private static string Pair(string part)
    {
        var fields = part.Split('=', 2);
        return string.Join('=', fields.Append("").Take(2).Select(f => Uri.EscapeDataString(System.Net.WebUtility.UrlDecode(f))));
    }

    /// <summary>What Kestrel lets through in a header; never empty, for an empty one beside another of its name means nothing.</summary>
    private static string Header(string text) => string.Concat(text.Where(c => c is >= ' ' and < '\u007f' or > '\u00a0' and < '\ud800')).Trim() is { Length: > 0 } value ? value : "-";

    /// <summary>What Kestrel lets through in a request line.</summary>
    private static string Target(string text) => string.Concat(text.Where(c => c is > ' ' and < '\u007f' and not '#'));

    private static string Show(Message message) => $"{message.Method} {message.Target}\n{string.Join('\n', message.Headers.Select(h => $"{h.Key}: {h.Value}"))}\n\n{Encoding.UTF8.GetString(message.Body)}";
}
