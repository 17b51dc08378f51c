using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;
using Berth.Domain.Network;

namespace Berth.Acceptance;

/// <summary>The services at their own public addresses, as the machine reaches them, under the names that a VPC's resolver knows.</summary>
[Collection(OneInstallation.Name)]
public sealed class ServiceAddressTests(BerthInstallation berth)
{
    private const string Region = "ap-northeast-1";
    private const string Registry = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";
    private const string Bucket = "prod-ap-northeast-1-starport-layer-bucket.s3.ap-northeast-1.amazonaws.com";

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_signed_call_by_a_services_real_name_is_answered(string scheme)
    {
        var keys = await berth.Environment();
        var answer = await Curl("sts." + Region + ".amazonaws.com", $"{scheme}://sts.{Region}.amazonaws.com:443/", "--aws-sigv4", $"aws:amz:{Region}:sts",
            "--user", $"{keys["AWS_ACCESS_KEY_ID"]}:{keys["AWS_SECRET_ACCESS_KEY"]}", "--data", "Action=GetCallerIdentity&Version=2011-06-15");
        Assert.Contains("<Arn>arn:aws:iam::123456789012:root</Arn>", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ecs", "ecs", "list-clusters")]
    [InlineData("ecr.api", "ecr", "describe-repositories")]
    [InlineData("logs", "logs", "describe-log-groups")]
    [InlineData("ec2", "ec2", "describe-vpcs")]
    [InlineData("iam", "iam", "list-roles")]
    public async Task The_stock_cli_is_answered_at_an_address(string service, params string[] command)
    {
        await berth.Aws.Json([.. command, "--endpoint-url", $"http://{AddressOf(berth, service)}:443"]);
        var elsewhere = await berth.Aws.Refusal([.. command, "--endpoint-url", $"http://{AddressOf(berth, "sts")}:443"]);
        Assert.Contains("InvalidAction", elsewhere, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_layer_is_pulled_through_the_bucket(string scheme)
    {
        await new Scenery(berth).Image("bucket-" + scheme);
        var password = (await berth.Aws.Try("ecr", "get-login-password")).Output.Trim();
        var root = $"{scheme}://{Registry}:443/v2/bucket-{scheme}";
        var manifest = JsonNode.Parse((await Curl(Registry, root + "/manifests/1", "--user", "AWS:" + password)).Output)!;
        var digest = manifest["layers"]![0]!["digest"]!.GetValue<string>();

        var head = await Curl(Registry, $"{root}/blobs/{digest}", "--user", "AWS:" + password, "--head");
        Assert.StartsWith("HTTP/1.1 307", head.Output, StringComparison.Ordinal);
        Assert.Contains($"Location: {scheme}://{Bucket}{(scheme == "http" ? ":443" : "")}/123456789012/bucket-{scheme}/", head.Output, StringComparison.Ordinal);

        var file = Path.GetTempFileName();
        try
        {
            await Curl(Registry, $"{root}/blobs/{digest}", "--user", "AWS:" + password, "--location", "--output", file);
            Assert.Equal(digest, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file))));
        }
        finally
        {
            File.Delete(file);
        }

        var link = head.Output.Split('\n').Single(l => l.StartsWith("Location: ", StringComparison.Ordinal))["Location: ".Length..].Trim();
        var forged = await Curl(Registry, link.Replace("bucket-" + scheme, "another", StringComparison.Ordinal));
        Assert.Contains("<Code>SignatureDoesNotMatch</Code>", forged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_berths_own_is_not_there()
    {
        foreach (var path in (string[])["/_berth/health", "/_berth/metrics", "/acs/ws", "/v2/"])
            Assert.Equal("""{"__type":"UnknownOperationException"}""", (await Curl("ecs.ap-northeast-1.amazonaws.com", "http://ecs.ap-northeast-1.amazonaws.com:443" + path)).Output);
    }

    [Fact]
    public async Task Only_who_trusts_the_authority_and_asks_for_a_name_of_ours_connects_with_tls()
    {
        var name = $"logs.{Region}.amazonaws.com";
        var address = AddressOf(berth, "logs");
        var stranger = await Command.Run("curl", ["--silent", "--show-error", "--resolve", $"{name}:443:{address}", $"https://{name}/"]);
        Assert.Equal(60, stranger.ExitCode); // The peer's certificate is not trusted.
        var other = await Command.Run("curl", ["--silent", "--show-error", "--cacert", Authority(berth), "--resolve", $"example.com:443:{address}", "https://example.com/"]);
        Assert.Equal(35, other.ExitCode); // The server ended the handshake.
    }

    [Fact]
    public async Task Installations_side_by_side_have_addresses_of_their_own_and_leave_none_behind()
    {
        var other = new BerthInstallation();
        string[] addresses;
        try
        {
            await other.InitializeAsync();
            addresses = [.. PublicServices.All.Select(s => AddressOf(other, s.Name)), Cidr.Text(PoolOf(other).Machine)];
            Assert.Subset(OfLoopback(), addresses.ToHashSet());
            Assert.DoesNotContain(AddressOf(berth, "ecs"), addresses);
            Assert.NotEqual(await File.ReadAllTextAsync(Authority(berth)), await File.ReadAllTextAsync(Authority(other)));
            await other.Aws.Json("ecs", "list-clusters", "--endpoint-url", $"http://{AddressOf(other, "ecs")}:443");
        }
        finally
        {
            await other.DisposeAsync();
        }

        Assert.Empty(OfLoopback().Intersect(addresses));
        Assert.Contains(AddressOf(berth, "ecs"), OfLoopback());
    }

    private static string Authority(BerthInstallation installation) => Path.Combine(installation.DataDirectory, "ca.pem");

    private static HashSet<string> OfLoopback() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Where(i => i.NetworkInterfaceType == NetworkInterfaceType.Loopback).SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address.ToString())];

    private static PublicPool PoolOf(BerthInstallation installation) =>
        new(Cidr.Parse(JsonNode.Parse(File.ReadAllText(Path.Combine(installation.DataDirectory, "public-pool.json")))!["range"]!.GetValue<string>()));

    private static string AddressOf(BerthInstallation installation, string service) => Cidr.Text(PublicServices.Address(PublicServices.Find(service), PoolOf(installation)));

    /// <summary>Asks by real names, as somebody who trusts the authority.</summary>
    private async Task<CommandResult> Curl(string name, string url, params string[] more)
    {
        string[] names = [name, Bucket];
        var resolved = names.SelectMany(n => (string[])["--resolve", $"{n}:443:{AddressOf(berth, PublicServices.ByHostName(n, Region)!.Name)}"]);
        var result = await Command.Run("curl", ["--silent", "--show-error", "--cacert", Authority(berth), .. resolved, .. more, url]);
        Assert.True(result.ExitCode == 0, $"curl {url}: {result}");
        return result;
    }
}
