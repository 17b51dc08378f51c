using Berth.Aws.Services.SecretsManager;
using Berth.Aws.Tests.Driving;
using Microsoft.Extensions.DependencyInjection;
using static Berth.Aws.Tests.Driving.JsonScenery;
using static Berth.Aws.Tests.Services.SecretsManager.SecretScenery;

namespace Berth.Aws.Tests.Services.SecretsManager;

/// <summary>Has a front of its own: it sets the clock forward.</summary>
public sealed class SecretDeletionTests : IAsyncLifetime
{
    private readonly AwsFront berth = new();
    private SecretScenery scenery = null!;

    private JsonScenery Secrets => scenery.Secrets;

    public async ValueTask InitializeAsync()
    {
        await berth.InitializeAsync();
        scenery = new(berth.Client());
    }

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task A_deleted_secret_waits_and_then_goes_with_every_value()
    {
        var (name, other) = (Mark(), Mark());
        var arn = await scenery.Make(name);
        await scenery.Put(name, "second");
        await scenery.Make(other);
        var deleted = await Secrets.Call("DeleteSecret", ("SecretId", arn), ("RecoveryWindowInDays", 7));
        Assert.Equal((arn, name), ((string)deleted["ARN"]!, (string)deleted["Name"]!));
        Assert.InRange((double)deleted["DeletionDate"]! - DateTimeOffset.UtcNow.ToUnixTimeSeconds(), (7 * 86400) - 300, (7 * 86400) + 1);
        await Sweep(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(5));
        Assert.Contains($"secret/{name}", berth.Store.Keys);
        await Sweep(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(5));
        Assert.DoesNotContain($"secret/{name}", berth.Store.Keys);
        Assert.Single(berth.Store.Keys, k => k.StartsWith("secret-value/", StringComparison.Ordinal)); // the other's
        berth.Clock.Ahead = TimeSpan.Zero;
        Assert.Equal(NotFound, await scenery.RefusedRead(name));
        Assert.NotEqual(arn, await scenery.Make(name, "anew"));
    }

    [Fact]
    public async Task A_secret_that_is_marked_can_only_be_looked_at_and_restored()
    {
        var name = Mark();
        await scenery.Make(name);
        await Secrets.Call("DeleteSecret", ("SecretId", name));
        Assert.NotNull((await Secrets.Call("DescribeSecret", ("SecretId", name)))["DeletedDate"]);
        Assert.Equal(Marked, await scenery.RefusedRead(name));
        foreach (var (operation, member) in ((string, string)[])[("PutSecretValue", "SecretString"), ("UpdateSecret", "Description"), ("PutResourcePolicy", "ResourcePolicy")])
            Assert.Equal(Marked, await Secrets.Refused(operation, ("SecretId", name), (member, "x")));
        Assert.Equal(Marked, await Secrets.Refused("UntagResource", ("SecretId", name), ("TagKeys", List("a"))));
        Assert.Equal(Marked, await Secrets.Refused("UpdateSecretVersionStage", ("SecretId", name), ("VersionStage", "blue"), ("MoveToVersionId", Token('a'))));
        Assert.Equal("InvalidRequestException: You can't perform this operation on the secret because it was already scheduled for deletion.", await Secrets.Refused("DeleteSecret", ("SecretId", name)));
        Assert.Equal("InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.", await Secrets.Refused("CreateSecret", ("Name", name), ("SecretString", "v")));
        await Secrets.Call("RestoreSecret", ("SecretId", name));
        Assert.Equal("value", await scenery.Read(name));
        Assert.Null((await Secrets.Call("DescribeSecret", ("SecretId", name)))["DeletedDate"]);
        await Sweep(TimeSpan.FromDays(31));
        Assert.Contains($"secret/{name}", berth.Store.Keys);
    }

    [Fact]
    public async Task Forced_it_goes_at_once_even_when_it_was_marked_or_never_there()
    {
        var name = Mark();
        await scenery.Make(name);
        await Secrets.Call("DeleteSecret", ("SecretId", name));
        await Secrets.Call("DeleteSecret", ("SecretId", name), ("ForceDeleteWithoutRecovery", true));
        Assert.DoesNotContain(berth.Store.Keys, k => k.StartsWith("secret", StringComparison.Ordinal));
        Assert.Equal(name, (string)(await Secrets.Call("DeleteSecret", ("SecretId", name), ("ForceDeleteWithoutRecovery", true)))["Name"]!);
        await scenery.Make(name);
    }

    [Fact]
    public async Task A_window_is_of_7_to_30_days_or_none()
    {
        var name = Mark();
        await scenery.Make(name);
        foreach (var days in (int[])[-1, 0, 6, 31])
            Assert.Equal("InvalidParameterException: The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).", await Secrets.Refused("DeleteSecret", ("SecretId", name), ("RecoveryWindowInDays", days)));
        Assert.Equal("InvalidParameterException: You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.", await Secrets.Refused("DeleteSecret", ("SecretId", name), ("RecoveryWindowInDays", 7), ("ForceDeleteWithoutRecovery", true)));
        Assert.Equal("value", await scenery.Read(name));
    }

    [Fact]
    public async Task The_quota_of_secrets_refuses_one_more()
    {
        await new JsonScenery(berth.Client(), "servicequotas").Call("RequestServiceQuotaIncrease", ("ServiceCode", "secretsmanager"), ("QuotaCode", await Code()), ("DesiredValue", 1));
        await scenery.Make(Mark());
        Assert.Equal("LimitExceededException: You have reached the quota of 1 secrets.", await Secrets.Refused("CreateSecret", ("Name", Mark()), ("SecretString", "v")));
    }

    private async Task<string> Code() =>
        (string)(await new JsonScenery(berth.Client(), "servicequotas").Call("ListServiceQuotas", ("ServiceCode", "secretsmanager")))["Quotas"]!.AsArray().First(q => ((string)q!["QuotaName"]!).Contains("ecrets", StringComparison.Ordinal))!["QuotaCode"]!;

    private Task Sweep(TimeSpan ahead)
    {
        berth.Clock.Ahead = ahead;
        return berth.Services.GetRequiredService<SecretDeletion>().Sweep(CancellationToken.None);
    }
}
