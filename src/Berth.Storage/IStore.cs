namespace Berth.Storage;

/// <summary>
/// The store of everything that Berth must remember. Rows are small JSON bodies under (kind, id), each with a version that rises by one per write.
/// Every implementation passes the same suite (Berth.Conformance).
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>
    /// Makes all of a unit's writes durable, or none. Many units may share one transaction; a conflict fails its own unit only.
    /// Answers after the writes are on disk.
    /// </summary>
    /// <exception cref="StoreConflictException">A row was not at the version that the unit expected. Read again and decide again.</exception>
    /// <exception cref="StoreFullException">No space is left. Nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer. Nothing was written.</exception>
    Task Commit(IReadOnlyList<RowWrite> unit, CancellationToken cancel = default);

    /// <returns>Null when there is no such row.</returns>
    ValueTask<Row?> Get(string kind, string id, CancellationToken cancel = default);

    /// <summary>Rows of a kind whose id starts with <paramref name="prefix"/>, in ordinal order of id, after <paramref name="after"/> when given.</summary>
    ValueTask<IReadOnlyList<Row>> List(string kind, string prefix = "", string? after = null, int limit = int.MaxValue, CancellationToken cancel = default);
}

/// <summary>A stored row.</summary>
/// <param name="Version">Starts at 1 and rises by one with each write.</param>
/// <param name="Schema">Of the body; migrations go forward only.</param>
/// <param name="Body">JSON.</param>
public sealed record Row(string Kind, string Id, long Version, int Schema, string Body)
{
    /// <summary>What <see cref="RowJson"/> read it as, so that a row that is kept in memory is read once. No part of what the row is.</summary>
    internal object? Read { get; set; }

    public bool Equals(Row? other) => other is not null && (Kind, Id, Version, Schema, Body) == (other.Kind, other.Id, other.Version, other.Schema, other.Body);

    public override int GetHashCode() => HashCode.Combine(Kind, Id, Version);
}

/// <summary>One conditional write.</summary>
/// <param name="ExpectedVersion">The version that the row must have; 0 when it must not exist; null when any will do.</param>
public abstract record RowWrite(string Kind, string Id, long? ExpectedVersion)
{
    public sealed record Put(string Kind, string Id, long? ExpectedVersion, int Schema, string Body) : RowWrite(Kind, Id, ExpectedVersion);

    public sealed record Delete(string Kind, string Id, long? ExpectedVersion) : RowWrite(Kind, Id, ExpectedVersion);
}

/// <summary>A row was not at the version that a unit expected.</summary>
public sealed class StoreConflictException(string kind, string id) : Exception($"The row {kind}/{id} was changed by somebody else.")
{
    public string Kind { get; } = kind;

    public string Id { get; } = id;
}

/// <summary>The disk that holds the data is full.</summary>
public sealed class StoreFullException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The store cannot be reached, or does not come to its work, for now. Nothing was written; trying again later may help.</summary>
public sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The store is there and this server may not use it: it is somebody else's, or lets us in no further. The message says what to do.</summary>
public sealed class StoreRefusedException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The data was written by a newer Berth than this one.</summary>
public sealed class StoreSchemaException(string message) : Exception(message);
