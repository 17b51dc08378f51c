using Berth.Domain.Keys;
using CsCheck;

namespace Berth.Domain.Tests.Keys;

public sealed class KeyStatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private static readonly Gen<int> AnyWindow = Gen.Int[KeyStates.WindowDaysMin, KeyStates.WindowDaysMax];

    [Theory]
    [InlineData(KeyState.Enabled, null, null)]
    [InlineData(KeyState.Disabled, KeyRefusal.Disabled, null)]
    [InlineData(KeyState.PendingDeletion, KeyRefusal.PendingDeletion, KeyRefusal.PendingDeletion)]
    public void A_state_says_what_may_be_done(KeyState state, KeyRefusal? use, KeyRefusal? change) =>
        Assert.Equal((use, change), (KeyStates.Use(Key(state)), KeyStates.Change(Key(state))));

    [Theory]
    [InlineData(null, 30)]
    [InlineData(7, 7)]
    [InlineData(30, 30)]
    public void Deletion_is_scheduled_days_ahead(int? asked, int days)
    {
        var key = KeyStates.ScheduleDeletion(Key(KeyState.Enabled), asked, Now);
        Assert.Equal((KeyState.PendingDeletion, days, Now.AddDays(days)), (key.State, key.PendingWindowDays, key.DeletionAt));
    }

    [Fact]
    public void A_key_that_is_kept_after_all_is_disabled()
    {
        var key = KeyStates.CancelDeletion(KeyStates.ScheduleDeletion(Key(KeyState.Enabled), 7, Now));
        Assert.Equal((KeyState.Disabled, null, null), (key.State, key.PendingWindowDays, key.DeletionAt));
    }

    /// <summary>Safety: no key goes before its window is over, and none that was kept.</summary>
    [Fact]
    public void Never_goes_early() => Gen.Select(AnyWindow, Gen.Int[0, 40 * 24 * 60], Gen.Bool).Sample((window, minutes, cancelled) =>
    {
        var key = KeyStates.ScheduleDeletion(Key(KeyState.Enabled), window, Now);
        if (cancelled) key = KeyStates.CancelDeletion(key);
        return !KeyStates.IsGone(key, Now.AddMinutes(minutes)) || (!cancelled && minutes >= window * 24 * 60);
    });

    /// <summary>Liveness: one that nobody keeps goes.</summary>
    [Fact]
    public void Always_goes_at_last() => Gen.Select(AnyWindow, Gen.Int[0, 1000]).Sample((window, later) =>
        KeyStates.IsGone(KeyStates.ScheduleDeletion(Key(KeyState.Disabled), window, Now), Now.AddDays(window).AddMinutes(later)));

    private static KeyRecord Key(KeyState state) => new()
    {
        KeyId = "00000000-0000-4000-8000-000000000001",
        Arn = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-4000-8000-000000000001",
        State = state,
        Policy = "{}",
        CreatedAt = Now,
        SealedMaterial = "",
        SealedBy = "k",
    };
}
