using Berth.Domain.Nodes;

namespace Berth.Node.Aws;

/// <summary>The shell around <see cref="CallPatience"/>: tries a call, and again.</summary>
internal static class PatientCall
{
    /// <param name="once">One try, which ends by itself.</param>
    /// <param name="giveUp">Makes the exception to throw of the last failure and how often the call was retried.</param>
    public static async Task<T> Run<T>(CallPatience patience, TimeProvider clock, Func<Task<T>> once, Func<Exception, int, Exception> giveUp, CancellationToken cancel)
    {
        var since = clock.GetTimestamp();
        for (var retried = 0; ; retried++)
        {
            try
            {
                return await once();
            }
            catch (Exception failure) when (CallFailures.Judge(failure) is { } kind && !cancel.IsCancellationRequested)
            {
                if (patience.After(kind, retried, clock.GetElapsedTime(since)) is not AfterTry.Again again) throw giveUp(failure, retried);
                if (again.Pause > TimeSpan.Zero) await Task.Delay(again.Pause, clock, cancel);
            }
        }
    }
}
