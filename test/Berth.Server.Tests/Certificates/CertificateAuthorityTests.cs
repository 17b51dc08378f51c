using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Berth.Server.Certificates;

namespace Berth.Server.Tests.Certificates;

public sealed class CertificateAuthorityTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("berth-authority-").FullName;

    private string CertificatePath => Path.Combine(folder, "ca.pem");

    private string KeyPath => Path.Combine(folder, "ca-key.pem");

    [Fact]
    public void It_is_made_once_and_its_key_is_for_the_owner_alone()
    {
        using var made = Open(Now);
        Assert.Equal("CN=Berth abc123 authority", made.Certificate.Subject);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(CertificatePath));
        using var kept = Open(Now.AddYears(9));
        Assert.Equal(made.Certificate.Thumbprint, kept.Certificate.Thumbprint);
    }

    [Theory]
    [InlineData("logs.ap-northeast-1.amazonaws.com", "logs.ap-northeast-1.amazonaws.com")]
    [InlineData("*.dkr.ecr.ap-northeast-1.amazonaws.com", "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com")]
    [InlineData("vpce-0123456789abcdef0-abcdefgh-ap-northeast-1a.ecr.api.ap-northeast-1.vpce.amazonaws.com", "vpce-0123456789abcdef0-abcdefgh-ap-northeast-1a.ecr.api.ap-northeast-1.vpce.amazonaws.com")]
    public void What_it_issues_is_trusted_by_who_trusts_it_for_that_name_and_time(string issuedTo, string name)
    {
        using var authority = Open(Now);
        using var certificate = authority.Issue(issuedTo, Now);
        Assert.True(certificate.HasPrivateKey);
        Assert.True(certificate.MatchesHostname(name));
        Assert.False(certificate.MatchesHostname("ecs.eu-west-1.amazonaws.com"));
        Assert.True(Trusts(authority, certificate, Now));
        Assert.True(Trusts(authority, certificate, Now.AddHours(-23))); // A client whose clock is behind.
        Assert.True(Trusts(authority, certificate, Now.AddDays(364)));
        Assert.False(Trusts(authority, certificate, Now.AddDays(366)));
        Assert.False(Trusts(authority, certificate, Now.AddDays(-2)));
    }

    [Fact]
    public void A_certificate_of_another_authority_of_the_same_name_is_not_trusted()
    {
        using var authority = Open(Now);
        File.Delete(CertificatePath);
        File.Delete(KeyPath);
        using var other = Open(Now);
        using var certificate = other.Issue("logs.ap-northeast-1.amazonaws.com", Now);
        Assert.False(Trusts(authority, certificate, Now));
    }

    [Fact]
    public void Near_its_own_end_it_issues_for_as_long_as_it_is_good_itself()
    {
        using var authority = Open(Now);
        using var certificate = authority.Issue("sts.amazonaws.com", Now.AddYears(10).AddDays(-3));
        Assert.Equal(authority.Certificate.NotAfter, certificate.NotAfter);
        using var first = authority.Issue("sts.amazonaws.com", Now.AddDays(-5));
        Assert.Equal(authority.Certificate.NotBefore, first.NotBefore);
    }

    [Fact]
    public void A_key_that_a_crash_left_alone_gets_its_certificate()
    {
        Open(Now).Dispose();
        var key = File.ReadAllText(KeyPath);
        File.Delete(CertificatePath);
        using var again = Open(Now);
        Assert.Equal(key, File.ReadAllText(KeyPath));
        using var certificate = again.Issue("sts.amazonaws.com", Now);
        Assert.True(Trusts(again, certificate, Now));
    }

    [Theory]
    [InlineData("no key", "is gone, the private key of")]
    [InlineData("another key", "are no certificate with its private key")]
    [InlineData("empty certificate", "are no certificate with its private key")]
    [InlineData("empty key", "are no certificate with its private key")]
    [InlineData("nonsense", "are no certificate with its private key")]
    [InlineData("leaf", "is not an authority's")]
    [InlineData("expired", "expired on 2036-03-01")]
    [InlineData("early", "is good only from 2026-02-27 on; look at the machine's clock")]
    public void What_cannot_be_used_is_refused_with_what_to_do(string fault, string why)
    {
        Open(Now).Dispose();
        var now = Now;
        switch (fault)
        {
            case "no key":
                File.Delete(KeyPath);
                break;
            case "another key":
                using (var other = ECDsa.Create(ECCurve.NamedCurves.nistP256)) File.WriteAllText(KeyPath, other.ExportPkcs8PrivateKeyPem());
                break;
            case "empty certificate":
                File.WriteAllText(CertificatePath, "");
                break;
            case "empty key":
                File.WriteAllText(KeyPath, "");
                break;
            case "nonsense":
                File.WriteAllText(CertificatePath, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
                break;
            case "leaf":
                using (var authority = Open(Now))
                using (var leaf = authority.Issue("sts.amazonaws.com", Now))
                {
                    File.WriteAllText(CertificatePath, leaf.ExportCertificatePem());
                    File.WriteAllText(KeyPath, leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
                }

                break;
            case "expired":
                now = Now.AddYears(11);
                break;
            default:
                now = Now.AddDays(-10);
                break;
        }

        var refused = Assert.Throws<CommandLineException>(() => Open(now));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith($"Restore {CertificatePath} and {KeyPath} from one backup, or remove both, and a new authority is made, which clients must then be given.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lone_key_that_is_none_is_refused_too()
    {
        File.WriteAllText(KeyPath, "nonsense");
        Assert.Contains("is no private key of an elliptic curve", Assert.Throws<CommandLineException>(() => Open(Now)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(CertificatePath));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private CertificateAuthority Open(DateTimeOffset now) => CertificateAuthority.Open(folder, "abc123", now);

    private static bool Trusts(CertificateAuthority authority, X509Certificate2 certificate, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(certificate);
    }
}
