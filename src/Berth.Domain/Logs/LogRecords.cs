namespace Berth.Domain.Logs;

/// <summary>A log group. Row kind <c>log-group</c>, id its name.</summary>
public sealed record LogGroupRecord
{
    /// <summary>Source: CloudWatch Logs API, PutRetentionPolicy.</summary>
    public static readonly IReadOnlyList<int> RetentionDaysAllowed = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: kept for ever.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>It is being deleted with its streams: nobody sees it any more, and no stream may be added.</summary>
    public bool Deleting { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>A log stream. Row kind <c>log-stream</c>, id <c>GROUP:STREAM</c>.</summary>
public sealed record LogStreamRecord
{
    public required string Name { get; init; }

    /// <summary>Names its events in the log store; another one when a deleted stream is made anew.</summary>
    public required string Key { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A stream that is gone, and whose events the log store may still hold. Row kind <c>log-stream-deleted</c>, id its key; written in the unit that deletes the stream.</summary>
public sealed record DeletedStreamRecord(string Key, DateTimeOffset DeletedAt);
