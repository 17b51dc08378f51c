namespace Berth.Storage.Postgres;

/// <summary>How a store that lives elsewhere is doing.</summary>
public interface IPostgresStore
{
    /// <summary>Why nothing can be written now; null when all is well.</summary>
    string? Trouble { get; }

    /// <summary>Ends when another server has taken the store over, with words that say so. This server must end.</summary>
    Task<string> Lost { get; }
}
