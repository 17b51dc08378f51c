using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Berth.Server.Demo;

/// <summary>A small web image, built here from the machine's static busybox: one layer, one configuration, one manifest.</summary>
internal sealed record WebImage(byte[] Layer, byte[] Config, byte[] Manifest)
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private static readonly string[] Applets = ["sh", "httpd", "cat", "date", "echo", "hostname", "ls", "mkdir", "ps", "sleep", "wget"];

    /// <param name="busybox">The static binary's bytes.</param>
    public static WebImage Build(byte[] busybox)
    {
        var layer = Tar(busybox);
        var layerDigest = Digest(layer);
        var config = Bytes(new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject
            {
                ["Env"] = new JsonArray("PATH=/bin"),
                ["Cmd"] = new JsonArray("/bin/sh", "/serve"),
                ["WorkingDir"] = "/www",
            },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(layerDigest) },
        });
        var manifest = Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Descriptor("application/vnd.oci.image.config.v1+json", config),
            ["layers"] = new JsonArray(Descriptor("application/vnd.oci.image.layer.v1.tar", layer)),
        });
        return new(layer, config, manifest);
    }

    public static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Tar(byte[] busybox)
    {
        const string Serve = """
            echo "listening on port 80 as $(hostname)"
            exec httpd -f -vv -p 80 -h /www
            """;
        const string Page = """
            <!doctype html><meta charset="utf-8"><title>Berth</title>
            <h1>It runs.</h1>
            <p>This page is served from a container that Amazon ECS's own API started, on this machine.</p>
            """;
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in (string[])["bin/", "www/", "tmp/", "etc/", "dev/", "proc/", "sys/"]) Add(tar, TarEntryType.Directory, folder, null);
            Add(tar, TarEntryType.RegularFile, "bin/busybox", busybox);
            foreach (var applet in Applets) Add(tar, TarEntryType.SymbolicLink, "bin/" + applet, null);
            Add(tar, TarEntryType.RegularFile, "serve", Encoding.UTF8.GetBytes(Serve + "\n"));
            Add(tar, TarEntryType.RegularFile, "www/index.html", Encoding.UTF8.GetBytes(Page + "\n"));
        }

        return stream.ToArray();
    }

    private static void Add(TarWriter tar, TarEntryType type, string name, byte[]? content)
    {
        // A fixed time, so that the same busybox always gives the same digest and a second demo pushes nothing new.
        var entry = new UstarTarEntry(type, name)
        {
            ModificationTime = DateTimeOffset.UnixEpoch,
            Mode = (UnixFileMode)0b111_101_101,
        };
        if (type == TarEntryType.SymbolicLink) entry.LinkName = "busybox";
        if (content is not null) entry.DataStream = new MemoryStream(content);
        tar.WriteEntry(entry);
    }

    private static JsonObject Descriptor(string type, byte[] bytes) => new() { ["mediaType"] = type, ["digest"] = Digest(bytes), ["size"] = bytes.Length };

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
