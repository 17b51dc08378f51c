using System.Text.RegularExpressions;
using Npgsql;

namespace Berth.Storage.Postgres;

/// <summary>Which database, and which schema in it: <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…&amp;schema=…</c>. Prints itself without the password.</summary>
public sealed partial record PostgresAddress
{
    public const int DefaultPort = 5432;
    public const string DefaultSchema = "berth";

    private readonly string connectionString;

    private PostgresAddress(NpgsqlConnectionStringBuilder parts) =>
        (Host, Port, Database, User, Schema, connectionString) = (parts.Host!, parts.Port, parts.Database!, parts.Username!, parts.SearchPath!, parts.ConnectionString);

    public string Host { get; }

    public int Port { get; }

    public string Database { get; }

    public string User { get; }

    /// <summary>Holds everything of one installation. Several installations share a database by a schema each.</summary>
    public string Schema { get; }

    public static bool Recognises(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FormatException">What is wrong with it, in words that do not repeat the password.</exception>
    public static PostgresAddress Parse(string text)
    {
        if (!Recognises(text) || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
            throw new FormatException("It is not of the form postgres://USER:PASSWORD@HOST:PORT/DATABASE; characters such as @ : / # % in a password are written as %40 %3A %2F %23 %25.");
        var login = uri.UserInfo.Split(':', 2);
        var parts = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port < 0 ? DefaultPort : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(login[0]),
            SearchPath = DefaultSchema,
        };
        if (login.Length > 1) parts.Password = Uri.UnescapeDataString(login[1]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var both = pair.Split('=', 2);
            Apply(parts, both[0], Uri.UnescapeDataString(both.Length > 1 ? both[1] : ""));
        }

        if (string.IsNullOrEmpty(parts.Host)) throw new FormatException("It names no host.");
        if (string.IsNullOrEmpty(parts.Username)) throw new FormatException("It names no user: postgres://USER:PASSWORD@HOST:PORT/DATABASE.");
        if (string.IsNullOrEmpty(parts.Database)) throw new FormatException("It names no database: postgres://USER:PASSWORD@HOST:PORT/DATABASE.");
        return new(parts);
    }

    /// <summary>Where the data lies, whoever asks for it.</summary>
    public string Place => Written("");

    public override string ToString() => Written(Uri.EscapeDataString(User) + "@");

    internal NpgsqlConnectionStringBuilder ConnectionString(string applicationName) => new(connectionString)
    {
        ApplicationName = applicationName,
        Timeout = 5,
        KeepAlive = 0,
        TcpKeepAlive = true,
        TcpKeepAliveTime = 5,
        TcpKeepAliveInterval = 2,
        MaxAutoPrepare = 20,
        AutoPrepareMinUsages = 2,
        PersistSecurityInfo = false,
        IncludeErrorDetail = false,
    };

    private string Written(string user) => $"postgres://{user}{(Host.StartsWith('/') ? Uri.EscapeDataString(Host) : Host)}:{Port}/{Uri.EscapeDataString(Database)}?schema={Schema}";

    private static void Apply(NpgsqlConnectionStringBuilder parts, string name, string value)
    {
        switch (name)
        {
            case "sslmode":
                parts.SslMode = Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode) && !char.IsAsciiDigit(value[0])
                    ? mode
                    : throw new FormatException($"Its sslmode is '{value}'; it must be disable, allow, prefer, require, verify-ca or verify-full.");
                break;
            case "sslrootcert":
                parts.RootCertificate = value;
                break;
            case "host":
                parts.Host = value; // As in libpq: the folder of a Unix socket does not fit into the authority.
                break;
            case "schema":
                parts.SearchPath = SchemaPattern().IsMatch(value) ? value : throw new FormatException($"Its schema is '{value}'; it must be lower-case letters, digits and underscores.");
                break;
            default:
                throw new FormatException($"It has an unknown parameter '{name}'. Known are sslmode, sslrootcert, host and schema.");
        }
    }

    [GeneratedRegex("^(?!pg_)[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex SchemaPattern();
}
