namespace Berth.Domain.Keys;

/// <summary>What a key's state allows, and how it changes. Source: KMS developer guide, key states.</summary>
public static class KeyStates
{
    public const int WindowDaysMin = 7;
    public const int WindowDaysMax = 30;

    /// <returns>Null when the key may encrypt and decrypt.</returns>
    public static KeyRefusal? Use(KeyRecord key) => key.State switch
    {
        KeyState.Enabled => null,
        KeyState.Disabled => KeyRefusal.Disabled,
        KeyState.PendingDeletion => KeyRefusal.PendingDeletion,
        _ => throw new ArgumentOutOfRangeException(nameof(key), key.State, "A state with no rule is a bug."),
    };

    /// <summary>Of a key that is to be changed: one that waits for its end can only be kept from it.</summary>
    public static KeyRefusal? Change(KeyRecord key) => key.State == KeyState.PendingDeletion ? KeyRefusal.PendingDeletion : null;

    /// <param name="windowDays">7 to 30; 30 when nothing was said.</param>
    public static KeyRecord ScheduleDeletion(KeyRecord key, int? windowDays, DateTimeOffset now) => key with
    {
        State = KeyState.PendingDeletion,
        PendingWindowDays = windowDays ?? WindowDaysMax,
        DeletionAt = now + TimeSpan.FromDays(windowDays ?? WindowDaysMax),
    };

    /// <summary>A key that is kept after all is disabled until somebody enables it.</summary>
    public static KeyRecord CancelDeletion(KeyRecord key) => key with { State = KeyState.Disabled, DeletionAt = null, PendingWindowDays = null };

    public static bool IsGone(KeyRecord key, DateTimeOffset now) => key is { State: KeyState.PendingDeletion, DeletionAt: { } at } && at <= now;
}

/// <summary>Why a key does not do what is asked.</summary>
public enum KeyRefusal
{
    Disabled,
    PendingDeletion,
}
