using Berth.Aws.Services.Kms;
using Berth.Aws.Tests.Driving;
using Microsoft.Extensions.DependencyInjection;
using static Berth.Aws.Tests.Driving.JsonScenery;

namespace Berth.Aws.Tests.Services.Kms;

/// <summary>Has a front of its own: it sets the clock forward.</summary>
public sealed class KeyDeletionTests : IAsyncLifetime
{
    private readonly AwsFront berth = new();

    public ValueTask InitializeAsync() => berth.InitializeAsync();

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task A_key_goes_with_its_aliases_when_its_window_is_over_and_one_that_was_kept_stays()
    {
        var scenery = new KmsScenery(berth.Client());
        var (gone, kept, later) = (await scenery.Key(), await scenery.Key(), await scenery.Key());
        var (alias, other) = ("alias/" + Mark(), "alias/" + Mark());
        await scenery.Kms.Call("CreateAlias", ("AliasName", alias), ("TargetKeyId", gone));
        await scenery.Kms.Call("CreateAlias", ("AliasName", other), ("TargetKeyId", kept));
        var blob = await scenery.Encrypt(gone, "text");
        foreach (var key in (string[])[gone, kept]) await scenery.Kms.Call("ScheduleKeyDeletion", ("KeyId", key), ("PendingWindowInDays", 7));
        await scenery.Kms.Call("ScheduleKeyDeletion", ("KeyId", later));
        await scenery.Kms.Call("CancelKeyDeletion", ("KeyId", kept));

        await Sweep(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(5));
        Assert.Contains($"kms-key/{gone}", berth.Store.Keys);
        await Sweep(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(5));
        Assert.DoesNotContain($"kms-key/{gone}", berth.Store.Keys);
        Assert.DoesNotContain($"kms-alias/{alias}", berth.Store.Keys);
        Assert.Contains($"kms-alias/{other}", berth.Store.Keys);
        Assert.Contains($"kms-key/{later}", berth.Store.Keys);

        berth.Clock.Ahead = TimeSpan.Zero;
        Assert.StartsWith("NotFoundException", await scenery.Kms.Refused("DescribeKey", ("KeyId", gone)), StringComparison.Ordinal);
        Assert.StartsWith("InvalidCiphertextException", await scenery.RefusedDecrypt(blob), StringComparison.Ordinal);
        await Sweep(TimeSpan.FromDays(30) + TimeSpan.FromMinutes(5));
        Assert.DoesNotContain($"kms-key/{later}", berth.Store.Keys);
        Assert.Contains($"kms-key/{kept}", berth.Store.Keys);
    }

    private Task Sweep(TimeSpan ahead)
    {
        berth.Clock.Ahead = ahead;
        return berth.Services.GetRequiredService<KeyDeletion>().Sweep(CancellationToken.None);
    }
}
