using Berth.Aws.Services.S3.Files;
using Berth.Aws.Tests.Driving;
using Berth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Services.S3;

/// <summary>What is on the disk is what rows name, once the sweep has been there twice.</summary>
public sealed class ObjectFilesTests : IAsyncLifetime
{
    private readonly AwsFront berth = new();
    private S3Scenery scenery = null!;

    private ObjectSweep Sweep => berth.Services.GetRequiredService<ObjectSweep>();

    private ObjectFiles Files => berth.Services.GetRequiredService<ObjectFiles>();

    public async ValueTask InitializeAsync()
    {
        await berth.InitializeAsync();
        scenery = await new S3Scenery(berth).Created();
    }

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task What_no_row_names_goes_and_everything_else_stays()
    {
        await scenery.Put("a", "kept");
        var upload = (await scenery.Root.Send("POST", $"/{scenery.Bucket}/big?uploads")).Expect(200).Xml.Element("UploadId")!.Value;
        (await scenery.Root.Send("PUT", $"/{scenery.Bucket}/big?partNumber=1&uploadId={upload}", "part")).Expect(200);
        Leftover("leftover");
        await Files.Create("underway").DisposeAsync();
        Assert.Equal(4, scenery.Files());
        await Sweep.Sweep(CancellationToken.None);
        Assert.Equal(4, scenery.Files());
        await Sweep.Sweep(CancellationToken.None);
        Assert.Equal(3, scenery.Files());
        Files.End("underway", delete: false);
        await Sweep.Sweep(CancellationToken.None);
        await Sweep.Sweep(CancellationToken.None);
        Assert.Equal(2, scenery.Files());
        Assert.Equal("kept", (await scenery.Root.Send("GET", $"/{scenery.Bucket}/a")).Text);
        Assert.Single((await scenery.Root.Send("GET", $"/{scenery.Bucket}?uploads")).Xml.Elements("Upload"));
    }

    [Fact]
    public async Task Who_reads_an_object_reads_it_to_its_end_though_it_is_overwritten()
    {
        Leftover("first");
        var one = Files.Hold("bucket/key");
        var two = Files.Hold("bucket/key");
        Files.Free("bucket/key", ["first"]);
        one.Dispose();
        one.Dispose();
        await Sweep.Sweep(CancellationToken.None);
        await Sweep.Sweep(CancellationToken.None);
        Assert.True(File.Exists(Files.PathOf("first")));
        two.Dispose();
        Assert.False(File.Exists(Files.PathOf("first")));
    }

    [Fact]
    public async Task A_store_that_takes_nothing_leaves_the_old_object()
    {
        await scenery.Put("a", "old");
        berth.Store.Failure = new StoreUnavailableException("The store is away.");
        try
        {
            (await scenery.Root.Send("PUT", $"/{scenery.Bucket}/a", "new")).Refused(503, "ServiceUnavailable");
        }
        finally
        {
            berth.Store.Failure = null;
        }

        Assert.Equal("old", (await scenery.Root.Send("GET", $"/{scenery.Bucket}/a")).Text);
        await Sweep.Sweep(CancellationToken.None);
        await Sweep.Sweep(CancellationToken.None);
        Assert.Equal(1, scenery.Files());
    }

    [Fact]
    public async Task A_full_disk_takes_nothing_and_gives_everything()
    {
        await scenery.Put("a", "old");
        using var full = new FullDiskFront();
        await full.InitializeAsync();
        var there = new S3Scenery(full);
        (await there.Root.Send("PUT", "/" + there.Bucket, S3Scenery.Location)).Refused(503, "ServiceUnavailable");
        (await there.Root.Send("GET", "/")).Expect(200);
    }

    private void Leftover(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Files.PathOf(name))!);
        File.WriteAllText(Files.PathOf(name), "nobody's");
    }

    private sealed class FullDiskFront : AwsFront, IDisposable
    {
        protected override void Configure(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) =>
            builder.Services.AddSingleton(new DiskGuard(DataDirectory, () => 0, Clock));

        public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
