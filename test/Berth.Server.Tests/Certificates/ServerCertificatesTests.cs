using System.Security.Authentication;
using Berth.Domain.Network;
using Berth.Server.Certificates;
using Berth.Testing.Time;

namespace Berth.Server.Tests.Certificates;

public sealed class ServerCertificatesTests : IDisposable
{
    private const string Region = "ap-northeast-1";
    private static readonly PublicService Logs = PublicServices.Find(PublicServices.Logs);

    private readonly string folder = Directory.CreateTempSubdirectory("berth-certificates-").FullName;
    private readonly ShiftedTime clock = new();
    private readonly CertificateAuthority authority;
    private readonly ServerCertificates certificates;

    public ServerCertificatesTests()
    {
        authority = CertificateAuthority.Open(folder, "abc123", clock.GetUtcNow());
        certificates = new(authority, Region, clock);
    }

    [Theory]
    [InlineData("", "logs.ap-northeast-1.amazonaws.com")]
    [InlineData(null, "logs.ap-northeast-1.amazonaws.com")]
    [InlineData("LOGS.ap-northeast-1.amazonaws.com.", "logs.ap-northeast-1.amazonaws.com")]
    [InlineData("api.ecr.ap-northeast-1.amazonaws.com", "api.ecr.ap-northeast-1.amazonaws.com")]
    [InlineData("123456789012.dkr.ecr.ap-northeast-1.amazonaws.com", "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com")]
    [InlineData("prod-ap-northeast-1-starport-layer-bucket.s3.ap-northeast-1.amazonaws.com", "prod-ap-northeast-1-starport-layer-bucket.s3.ap-northeast-1.amazonaws.com")]
    [InlineData("vpce-0123-abcdefgh.logs.ap-northeast-1.vpce.amazonaws.com", "vpce-0123-abcdefgh.logs.ap-northeast-1.vpce.amazonaws.com")]
    public void A_name_of_ours_has_a_certificate(string? asked, string shown) => Assert.True(certificates.For(asked, Logs).TargetCertificate.MatchesHostname(shown));

    [Theory]
    [InlineData("example.com")]
    [InlineData("localhost")]
    [InlineData("logs.eu-west-1.amazonaws.com")]
    [InlineData("amazonaws.com")]
    [InlineData(".s3.ap-northeast-1.amazonaws.com")]
    [InlineData("a..b.s3.ap-northeast-1.amazonaws.com")]
    [InlineData("*.s3.ap-northeast-1.amazonaws.com")]
    [InlineData("b\u00fccket.s3.ap-northeast-1.amazonaws.com")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123.s3.ap-northeast-1.amazonaws.com")]
    public void No_other_name_has(string asked)
    {
        Assert.Throws<AuthenticationException>(() => certificates.For(asked, Logs));
        Assert.Equal(0, certificates.Count);
    }

    [Fact]
    public void It_is_made_once_and_anew_before_it_expires()
    {
        var first = certificates.For("sts.amazonaws.com", Logs);
        clock.Ahead = TimeSpan.FromDays(334);
        Assert.Same(first, certificates.For("sts.amazonaws.com", Logs));
        clock.Ahead = TimeSpan.FromDays(336);
        var second = certificates.For("sts.amazonaws.com", Logs);
        Assert.NotEqual(first.TargetCertificate.Thumbprint, second.TargetCertificate.Thumbprint);
        Assert.True(second.TargetCertificate.NotAfter > first.TargetCertificate.NotAfter);
        Assert.Equal(1, certificates.Count);
    }

    [Fact]
    public void Names_that_callers_choose_fill_no_memory_and_drive_out_the_least_used()
    {
        var kept = certificates.For("sts.amazonaws.com", Logs);
        for (var i = 0; i < ServerCertificates.CachedMax + 20; i++)
        {
            certificates.For($"bucket{i}.s3.{Region}.amazonaws.com", Logs);
            Assert.Same(kept, certificates.For("sts.amazonaws.com", Logs));
        }

        Assert.Equal(ServerCertificates.CachedMax, certificates.Count);
    }

    public void Dispose()
    {
        authority.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
