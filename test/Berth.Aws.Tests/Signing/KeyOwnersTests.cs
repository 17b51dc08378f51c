using System.Security.Cryptography;
using Berth.Aws.Services.Iam;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Storage;
using Berth.Testing.Stores;
using Berth.Testing.Time;

namespace Berth.Aws.Tests.Signing;

/// <summary>Forged, tampered, expired and revoked keys, and those whose owner is gone: none is good.</summary>
public sealed class KeyOwnersTests
{
    private const string Invalid = "The security token included in the request is invalid.";

    private static readonly BerthInstance Instance = new() { Id = "keys00", DataDirectory = "/nowhere", RunDirectory = "/nowhere", Scope = AwsScope.Default, AvailabilityZones = ["ap-northeast-1a"], Port = 1 };

    private readonly MemoryStore store = new();
    private readonly ShiftedTime clock = new();
    private readonly DeadTasks revocations = new();
    private readonly SigningKeys keys = NewKeys();
    private readonly RoleRecord role = new() { Name = "app", Path = "/", Arn = "arn:aws:iam::123456789012:role/app", RoleId = "AROA1", CreatedAt = DateTimeOffset.UnixEpoch, AssumeRolePolicyDocument = "{}" };

    private SessionIssuer Issuer => new(keys, Instance, clock);

    [Fact]
    public async Task A_session_is_good_until_it_expires()
    {
        await Put(role);
        var session = Issuer.Issue(role.Arn, role.RoleId, "me", TimeSpan.FromHours(1));
        Assert.Equal(session.SecretAccessKey, (await Owners().Find(session.AccessKeyId, session.SessionToken, CancellationToken.None)).Secret);
        clock.Ahead = TimeSpan.FromMinutes(61);
        Assert.Equal((SignatureFault.ExpiredToken, "The security token included in the request is expired"), await Refused(session.AccessKeyId, session.SessionToken));
    }

    [Fact]
    public async Task A_token_that_was_changed_anywhere_is_nobodys()
    {
        await Put(role);
        var session = Issuer.Issue(role.Arn, role.RoleId, "me", TimeSpan.FromHours(1));
        for (var at = 0; at < session.SessionToken.Length; at += 7)
        {
            var token = session.SessionToken.ToCharArray();
            token[at] = token[at] == 'A' ? 'B' : 'A';
            Assert.Equal((SignatureFault.UnknownKey, Invalid), await Refused(session.AccessKeyId, new(token)));
        }
    }

    [Fact]
    public async Task A_token_of_another_installation_or_another_key_is_nobodys()
    {
        await Put(role);
        var forged = new SessionIssuer(NewKeys(), Instance, clock).Issue(role.Arn, role.RoleId, "me", TimeSpan.FromHours(1));
        Assert.Equal((SignatureFault.UnknownKey, Invalid), await Refused(forged.AccessKeyId, forged.SessionToken));
        var mine = Issuer.Issue(role.Arn, role.RoleId, "me", TimeSpan.FromHours(1));
        Assert.Equal((SignatureFault.UnknownKey, Invalid), await Refused("ASIAAAAAAAAAAAAAAAAA", mine.SessionToken));
        Assert.Equal((SignatureFault.UnknownKey, Invalid), await Refused(keys.RootAccessKeyId, mine.SessionToken));
    }

    [Fact]
    public async Task Keys_of_a_task_die_with_it_and_no_others()
    {
        await Put(role);
        var task = Issuer.Issue(role.Arn, role.RoleId, "one", TimeSpan.FromHours(1), new() { TaskArn = "arn:task/one" });
        var other = Issuer.Issue(role.Arn, role.RoleId, "two", TimeSpan.FromHours(1), new() { TaskArn = "arn:task/two" });
        revocations.Tasks.Add("arn:task/one");
        Assert.Equal((SignatureFault.ExpiredToken, "The security token included in the request is expired"), await Refused(task.AccessKeyId, task.SessionToken));
        Assert.Equal("arn:task/two", (await Owners().Find(other.AccessKeyId, other.SessionToken, CancellationToken.None)).Principal.TaskArn);
    }

    [Fact]
    public async Task A_role_of_the_same_name_and_another_id_is_another_role()
    {
        var session = Issuer.Issue(role.Arn, role.RoleId, "me", TimeSpan.FromHours(1));
        Assert.Equal((SignatureFault.UnknownKey, Invalid), await Refused(session.AccessKeyId, session.SessionToken));
        await Put(role with { RoleId = "AROA12" });
        Assert.Equal((SignatureFault.UnknownKey, Invalid), await Refused(session.AccessKeyId, session.SessionToken));
    }

    [Fact]
    public async Task A_sealed_secret_opens_for_its_own_key_alone()
    {
        var user = new UserRecord { Name = "eve", Path = "/", Arn = "arn:aws:iam::123456789012:user/eve", UserId = "AIDA1", CreatedAt = DateTimeOffset.UnixEpoch };
        var made = new UserKeys(keys);
        var (mine, secret) = made.Make("eve", DateTimeOffset.UnixEpoch);
        var (theirs, _) = made.Make("eve", DateTimeOffset.UnixEpoch);
        await store.TryAdd(IamNames.UserKind, "eve", user);
        await store.TryAdd(IamNames.AccessKeyKind, mine.AccessKeyId, mine);
        await store.TryAdd(IamNames.AccessKeyKind, theirs.AccessKeyId, theirs with { SealedSecret = mine.SealedSecret });
        var found = await Owners().Find(mine.AccessKeyId, null, CancellationToken.None);
        Assert.Equal((secret, "eve", "AIDA1"), (found.Secret, found.Principal.UserName, found.Principal.UserId));
        Assert.Equal((SignatureFault.UnknownKey, Invalid), await Refused(theirs.AccessKeyId, null));
        Assert.DoesNotContain(mine.SealedSecret, mine.ToString(), StringComparison.Ordinal);
    }

    private static SigningKeys NewKeys() => new("AKIAROOTROOTROOTROOT", "root-secret", RandomNumberGenerator.GetBytes(32));

    private Task<bool> Put(RoleRecord record) => store.TryAdd(IamNames.RoleKind, record.Name, record);

    private KeyOwners Owners() => new(keys, Issuer, new UserKeys(keys), store, revocations, Instance, clock);

    private async Task<(SignatureFault Fault, string Message)> Refused(string accessKeyId, string? token)
    {
        var refusal = await Assert.ThrowsAsync<SignatureException>(async () => await Owners().Find(accessKeyId, token, CancellationToken.None));
        return (refusal.Fault, refusal.Message);
    }

    /// <summary>Tasks that a test has stopped.</summary>
    private sealed class DeadTasks : ISessionRevocations
    {
        public HashSet<string> Tasks { get; } = new(StringComparer.Ordinal);

        public ValueTask<bool> IsRevoked(Principal principal, CancellationToken cancel) => ValueTask.FromResult(principal.TaskArn is { } task && Tasks.Contains(task));
    }
}
