using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Berth.Testing.Images;

/// <summary>
/// An OCI image layout on disk, made from this machine's static busybox, for skopeo to push: tag 1, and tag tall, the same with many layers. It declares the volume /declared, which belongs to app,
/// and holds links that lead outside.
/// </summary>
public static class BusyboxLayout
{
    private static readonly string[] Applets = [
        "sh", "cat", "chown", "dd", "df", "echo", "env", "false", "grep", "head", "hostname", "httpd", "id", "ip", "kill", "ln", "ls", "mkdir", "mknod", "mount", "nc", "od", "ps", "pwd", "readlink", "rm",
        "seq", "setsid", "sleep", "sort", "stat", "sysctl", "touch", "true", "tty", "wc", "wget",
    ];

    /// <summary>Layers of the tall image: no docker makes more than 127, and their mount options are far longer than a page.</summary>
    public const int TallLayers = 120;

    /// <param name="paddingBytes">How much the image is larger than it need be; nothing compresses it.</param>
    public static void Write(string directory, int paddingBytes = 0)
    {
        var blobs = Directory.CreateDirectory(Path.Combine(directory, "blobs", "sha256")).FullName;
        var layer = Put(blobs, Layer(paddingBytes));
        var manifests = new JsonArray(Image(blobs, "1", [layer]), Image(blobs, "tall", [layer, .. Enumerable.Range(1, TallLayers - 1).Select(i => Put(blobs, Small(i)))]));
        File.WriteAllText(Path.Combine(directory, "index.json"), new JsonObject { ["schemaVersion"] = 2, ["manifests"] = manifests }.ToJsonString());
        File.WriteAllText(Path.Combine(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    private static JsonObject Image(string blobs, string tag, IReadOnlyList<(string Digest, long Size)> layers)
    {
        var config = Put(blobs, Bytes(new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject
            {
                ["Env"] = new JsonArray("PATH=/bin", "FROM_IMAGE=yes"),
                ["WorkingDir"] = "/work",
                ["Volumes"] = new JsonObject { ["/declared"] = new JsonObject() },
            },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(l => (JsonNode)l.Digest)]) },
        }));
        var manifest = Put(blobs, Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = Descriptor("application/vnd.oci.image.config.v1+json", config),
            ["layers"] = new JsonArray([.. layers.Select(l => (JsonNode)Descriptor("application/vnd.oci.image.layer.v1.tar", l))]),
        }));
        var pointer = Descriptor("application/vnd.oci.image.manifest.v1+json", manifest);
        pointer["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = tag };
        return pointer;
    }

    /// <summary>A layer with one file /layers/N.</summary>
    private static byte[] Small(int number)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"layers/{number}") { Mode = Everyone, DataStream = new MemoryStream([.. "layer"u8]) });
        return stream.ToArray();
    }

    private static byte[] Layer(int paddingBytes)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in (string[])["bin/", "work/", "www/", "tmp/", "etc/"]) tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, folder) { Mode = Everyone });
            using var busybox = File.OpenRead("/bin/busybox");
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = Everyone, DataStream = busybox });
            foreach (var applet in Applets) tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox", Mode = Everyone });
            if (paddingBytes > 0) tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "work/padding") { Mode = Everyone, DataStream = new MemoryStream(RandomNumberGenerator.GetBytes(paddingBytes)) });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "etc/passwd") { Mode = Everyone, DataStream = new MemoryStream("root:x:0:0::/:/bin/sh\napp:x:1000:1001::/:/bin/sh\n"u8.ToArray()) });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "etc/group") { Mode = Everyone, DataStream = new MemoryStream("root:x:0:\napp:x:1001:\n"u8.ToArray()) });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "declared/") { Mode = OwnerAndGroup, Uid = 1000, Gid = 1001 });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "declared/hello") { Mode = OwnerAndGroup, Uid = 1000, Gid = 1001, DataStream = new MemoryStream("from the image\n"u8.ToArray()) });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "declared/link") { LinkName = "/etc/passwd", Mode = Everyone });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "outside") { LinkName = "../../../../../../../../tmp", Mode = Everyone });
        }

        return stream.ToArray();
    }

    private const UnixFileMode Everyone = (UnixFileMode)0b111_101_101;
    private const UnixFileMode OwnerAndGroup = (UnixFileMode)0b111_101_000;

    private static (string Digest, long Size) Put(string blobs, byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        File.WriteAllBytes(Path.Combine(blobs, hash), content);
        return ("sha256:" + hash, content.Length);
    }

    private static JsonObject Descriptor(string type, (string Digest, long Size) blob) => new() { ["mediaType"] = type, ["digest"] = blob.Digest, ["size"] = blob.Size };

    private static byte[] Bytes(JsonObject json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
}
