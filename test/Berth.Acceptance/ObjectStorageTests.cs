using System.Security.Cryptography;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>S3 as the stock CLI uses it: whole commands, not single calls.</summary>
[Collection(OneSimulatedInstallation.Name)]
public sealed class ObjectStorageTests(SimulatedInstallation berth) : IAsyncLifetime
{
    /// <summary>Beyond this the CLI uploads in parts.</summary>
    private const int MultipartBytes = 20 << 20;

    private readonly string folder = Directory.CreateTempSubdirectory("berth-s3-").FullName;
    private readonly string bucket = "acceptance-" + Guid.NewGuid().ToString("N")[..8];

    private string Url => "s3://" + bucket;

    public async ValueTask InitializeAsync() => await S3("mb", Url);

    public async ValueTask DisposeAsync()
    {
        await S3("rb", "--force", Url);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(MultipartBytes)]
    public async Task A_file_goes_up_and_comes_back(int bytes)
    {
        var content = RandomNumberGenerator.GetBytes(bytes);
        await File.WriteAllBytesAsync(At("up.bin"), content);
        await S3("cp", At("up.bin"), $"{Url}/a folder/up.bin");
        await S3("cp", $"{Url}/a folder/up.bin", At("down.bin"));
        Assert.Equal(content, await File.ReadAllBytesAsync(At("down.bin")));
        Assert.Contains("PRE a folder/", await S3("ls", Url + "/"), StringComparison.Ordinal);
        await S3("mv", $"{Url}/a folder/up.bin", $"{Url}/moved.bin");
        Assert.Equal(bytes, (await berth.Aws.Json("s3api", "head-object", "--bucket", bucket, "--key", "moved.bin"))["ContentLength"]!.GetValue<int>());
        Assert.Contains("404", await berth.Aws.Refusal("s3api", "head-object", "--bucket", bucket, "--key", "a folder/up.bin"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_kept_in_step()
    {
        Directory.CreateDirectory(At("site/deep"));
        foreach (var name in (string[])["site/index.html", "site/deep/日本.txt", "site/a+b&c.txt"]) await File.WriteAllTextAsync(At(name), name);

        // S3 tells times in whole seconds, and the CLI takes a file of the same second for newer.
        foreach (var path in Directory.EnumerateFiles(At("site"), "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));
        await S3("sync", At("site"), Url + "/site");
        Assert.Equal("", (await S3("sync", At("site"), Url + "/site")).Trim());
        File.Delete(At("site/index.html"));
        await S3("sync", "--delete", At("site"), Url + "/site");
        var keys = (await berth.Aws.Json("s3api", "list-objects-v2", "--bucket", bucket))["Contents"]!.AsArray().Select(c => c!["Key"]!.GetValue<string>());
        Assert.Equal(["site/a+b&c.txt", "site/deep/日本.txt"], keys);
        await S3("sync", Url + "/site", At("back"));
        Assert.Equal("site/deep/日本.txt", await File.ReadAllTextAsync(At("back/deep/日本.txt")));
    }

    [Fact]
    public async Task A_link_opens_an_object_for_who_has_no_keys()
    {
        await File.WriteAllTextAsync(At("a.txt"), "hello");
        await S3("cp", At("a.txt"), Url + "/a.txt");

        // Version 1 of the CLI presigns with signature version 2 unless told otherwise.
        Directory.CreateDirectory(Path.Combine(berth.DataDirectory, ".aws"));
        await File.WriteAllTextAsync(Path.Combine(berth.DataDirectory, ".aws", "config"), "[default]\ns3 =\n  signature_version = s3v4\n");
        using var http = new HttpClient();
        try
        {
            Assert.Equal("hello", await http.GetStringAsync((await S3("presign", Url + "/a.txt")).Trim()));
        }
        finally
        {
            // It is this user's, and not the installation's to remove.
            Directory.Delete(Path.Combine(berth.DataDirectory, ".aws"), recursive: true);
        }

        using var stranger = await http.GetAsync(new Uri(berth.Endpoint, $"/{bucket}/a.txt"));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, stranger.StatusCode);
    }

    [Fact]
    public async Task What_is_not_done_says_so() =>
        Assert.Contains("PutBucketVersioning", await berth.Aws.Refusal("s3api", "put-bucket-versioning", "--bucket", bucket, "--versioning-configuration", "Status=Enabled"), StringComparison.Ordinal);

    [Fact]
    public async Task A_policy_that_denies_is_obeyed_until_it_is_gone()
    {
        await File.WriteAllTextAsync(At("a.txt"), "hello");
        await S3("cp", At("a.txt"), Url + "/a.txt");
        await berth.Aws.Json("s3api", "put-bucket-policy", "--bucket", bucket, "--policy",
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{bucket}}/*"}]}""");
        Assert.Contains("explicit deny in a resource-based policy", await berth.Aws.Refusal("s3api", "get-object", "--bucket", bucket, "--key", "a.txt", At("b.txt")), StringComparison.Ordinal);
        await berth.Aws.Json("s3api", "delete-bucket-policy", "--bucket", bucket);
        await berth.Aws.Json("s3api", "get-object", "--bucket", bucket, "--key", "a.txt", At("b.txt"));
    }

    private string At(string name) => Path.Combine(folder, name);

    private async Task<string> S3(params string[] arguments)
    {
        var result = await berth.Aws.Try(["s3", .. arguments]);
        Assert.True(result.ExitCode == 0, $"aws s3 {string.Join(' ', arguments)}: {result}");
        return result.Output;
    }
}
