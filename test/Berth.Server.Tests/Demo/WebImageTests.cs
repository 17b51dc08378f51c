using System.Formats.Tar;
using System.Text.Json.Nodes;
using Berth.Server.Demo;

namespace Berth.Server.Tests.Demo;

public sealed class WebImageTests
{
    private static readonly byte[] Busybox = "not really busybox"u8.ToArray();

    [Fact]
    public void The_same_busybox_gives_the_same_image() => Assert.Equal(WebImage.Build(Busybox).Manifest, WebImage.Build(Busybox).Manifest);

    [Fact]
    public void Digests_and_sizes_are_those_of_the_parts()
    {
        var image = WebImage.Build(Busybox);
        var manifest = JsonNode.Parse(image.Manifest)!;
        Assert.Equal((WebImage.Digest(image.Config), image.Config.Length), ((string)manifest["config"]!["digest"]!, (int)manifest["config"]!["size"]!));
        Assert.Equal((WebImage.Digest(image.Layer), image.Layer.Length), ((string)manifest["layers"]![0]!["digest"]!, (int)manifest["layers"]![0]!["size"]!));
        Assert.Equal(WebImage.Digest(image.Layer), (string)JsonNode.Parse(image.Config)!["rootfs"]!["diff_ids"]![0]!);
    }

    [Fact]
    public void Every_command_leads_to_busybox_and_a_page_is_there()
    {
        using var tar = new TarReader(new MemoryStream(WebImage.Build(Busybox).Layer));
        var entries = new Dictionary<string, TarEntry>();
        while (tar.GetNextEntry(copyData: true) is { } entry) entries[entry.Name] = entry;
        Assert.Equal("busybox", entries["bin/httpd"].LinkName);
        Assert.Contains("It runs.", new StreamReader(entries["www/index.html"].DataStream!).ReadToEnd(), StringComparison.Ordinal);
    }
}
