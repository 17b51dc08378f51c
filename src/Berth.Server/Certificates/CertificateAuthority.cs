using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Berth.Server.Certificates;

/// <summary>
/// Berth's own authority, which the machine's clients and containers may trust: DATA/ca.pem for everybody, DATA/ca-key.pem (0600) for us alone. Made at first start and kept: whoever trusts it
/// need not be told again.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    public const string CertificateFile = "ca.pem";
    public const string KeyFile = "ca-key.pem";

    /// <summary>How far others' clocks may be behind ours.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    private const int LifetimeYears = 10;
    private const int SerialBytes = 16;
    private const int CommonNameMax = 64;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(365);
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private CertificateAuthority(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <param name="name">Of the installation, so that several can be told apart in a list of trusted authorities.</param>
    /// <exception cref="CommandLineException">The files are not whole, not a pair, or no authority that is valid now; and what to do.</exception>
    public static CertificateAuthority Open(string dataDirectory, string name, DateTimeOffset now)
    {
        var (certificatePath, keyPath) = (Path.Combine(dataDirectory, CertificateFile), Path.Combine(dataDirectory, KeyFile));
        if (File.Exists(certificatePath)) return new(Read(certificatePath, keyPath, now));
        using var key = File.Exists(keyPath) ? ReadKey(keyPath) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = Make(key, name, now);

        // The key first: where the certificate is, the key must be. A key that a crash left alone is used now.
        if (!File.Exists(keyPath)) Write(keyPath, key.ExportPkcs8PrivateKeyPem(), OwnerOnly);
        Write(certificatePath, made.ExportCertificatePem(), Everybody);
        return new(made);
    }

    /// <summary>A certificate of a server, with its private key: good for a year, or as long as the authority is.</summary>
    /// <param name="hostName">May begin with <c>*.</c></param>
    public X509Certificate2 Issue(string hostName, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // The name that counts is the alternative one; as a common name it has a limit that endpoints' names exceed.
        var request = new CertificateRequest(hostName.Length <= CommonNameMax ? $"CN={hostName}" : "O=Berth", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(hostName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var issued = request.Create(Certificate, Later(now - Slack, new(Certificate.NotBefore)), Earlier(now + LeafLifetime, new(Certificate.NotAfter)), RandomNumberGenerator.GetBytes(SerialBytes));
        return issued.CopyWithPrivateKey(key);
    }

    public void Dispose() => Certificate.Dispose();

    private static X509Certificate2 Make(ECDsa key, string name, DateTimeOffset now)
    {
        var request = new CertificateRequest($"CN=Berth {name} authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - Slack - Slack, now.AddYears(LifetimeYears));
    }

    private static X509Certificate2 Read(string certificatePath, string keyPath, DateTimeOffset now)
    {
        const string Anew = "or remove both, and a new authority is made, which clients must then be given.";
        var either = $"Restore {certificatePath} and {keyPath} from one backup, {Anew}";
        if (!File.Exists(keyPath)) throw new CommandLineException($"{keyPath} is gone, the private key of {certificatePath}. {either}");
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        }
        catch (Exception cause) when (cause is CryptographicException or ArgumentException)
        {
            throw new CommandLineException($"{certificatePath} and {keyPath} are no certificate with its private key: {cause.Message} {either}", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"{certificatePath} or {keyPath} cannot be read: {cause.Message} Let root read both.", cause);
        }

        var fault = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority)
            ? (certificate.GetECDsaPublicKey(), new DateTimeOffset(certificate.NotAfter), new DateTimeOffset(certificate.NotBefore)) switch
            {
                (null, _, _) => "is of another kind than an elliptic curve's",
                (_, var end, _) when end <= now => $"expired on {end.UtcDateTime:yyyy-MM-dd}",
                (_, _, var start) when start > now => $"is good only from {start.UtcDateTime:yyyy-MM-dd} on; look at the machine's clock",
                _ => null,
            }
            : "is not an authority's";
        if (fault is null) return certificate;
        certificate.Dispose();
        throw new CommandLineException($"The certificate {certificatePath} {fault}. {either}");
    }

    private static ECDsa ReadKey(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception cause) when (cause is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new CommandLineException($"{path} is no private key of an elliptic curve: {cause.Message} Restore it with its {CertificateFile} from a backup, or remove it, and a new authority is made.", cause);
        }
    }

    /// <summary>Whole or not there.</summary>
    private static void Write(string path, string pem, UnixFileMode mode)
    {
        var temporary = path + ".new";
        File.Delete(temporary); // Left by a crash, with whatever mode.
        using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(pem + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.SetUnixFileMode(temporary, mode); // Whatever the process's mask is.
        File.Move(temporary, path, overwrite: true);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
