using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Berth.Testing.Images;

/// <summary>An OCI image layout on disk, made from this machine's static busybox, for skopeo to push.</summary>
public static class BusyboxLayout
{
    private static readonly string[] Applets = ["sh", "cat", "echo", "env", "hostname", "httpd", "id", "ip", "ls", "nc", "ps", "pwd", "seq", "sleep", "true", "false", "wget", "dd"];

    public static void Write(string directory)
    {
        var blobs = Directory.CreateDirectory(Path.Combine(directory, "blobs", "sha256")).FullName;
        var layer = Put(blobs, Layer());
        var config = Put(blobs, Bytes(new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject { ["Env"] = new JsonArray("PATH=/bin", "FROM_IMAGE=yes"), ["WorkingDir"] = "/work" },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(layer.Digest) },
        }));
        var manifest = Put(blobs, Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = Descriptor("application/vnd.oci.image.config.v1+json", config),
            ["layers"] = new JsonArray(Descriptor("application/vnd.oci.image.layer.v1.tar", layer)),
        }));
        var pointer = Descriptor("application/vnd.oci.image.manifest.v1+json", manifest);
        pointer["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "1" };
        File.WriteAllText(Path.Combine(directory, "index.json"), new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(pointer) }.ToJsonString());
        File.WriteAllText(Path.Combine(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    private static byte[] Layer()
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in (string[])["bin/", "work/", "www/", "tmp/", "etc/"]) tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, folder) { Mode = Everyone });
            using var busybox = File.OpenRead("/bin/busybox");
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = Everyone, DataStream = busybox });
            foreach (var applet in Applets) tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox", Mode = Everyone });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "etc/passwd") { Mode = Everyone, DataStream = new MemoryStream("root:x:0:0::/:/bin/sh\napp:x:1000:1001::/:/bin/sh\n"u8.ToArray()) });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "etc/group") { Mode = Everyone, DataStream = new MemoryStream("root:x:0:\napp:x:1001:\n"u8.ToArray()) });
        }

        return stream.ToArray();
    }

    private const UnixFileMode Everyone = (UnixFileMode)0b111_101_101;

    private static (string Digest, long Size) Put(string blobs, byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        File.WriteAllBytes(Path.Combine(blobs, hash), content);
        return ("sha256:" + hash, content.Length);
    }

    private static JsonObject Descriptor(string type, (string Digest, long Size) blob) => new() { ["mediaType"] = type, ["digest"] = blob.Digest, ["size"] = blob.Size };

    private static byte[] Bytes(JsonObject json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
}
