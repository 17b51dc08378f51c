namespace Berth.Aws.Services.S3;

/// <summary>
/// Whoever puts a row below a bucket or an upload shares the gate; whoever ends one, because nothing is below it or everything below it is known, has it alone.
/// A row cannot appear below what has just gone. Rows change one by one; this is what their versions cannot say.
/// </summary>
internal sealed class BucketGate : IDisposable
{
    private const int SharersMax = 64;
    private readonly SemaphoreSlim places = new(SharersMax, SharersMax);
    private readonly SemaphoreSlim alone = new(1, 1);

    public async Task<T> Share<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        await places.WaitAsync(cancel);
        try
        {
            return await work();
        }
        finally
        {
            places.Release();
        }
    }

    public async Task<T> Alone<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        // One at a time takes the places, or two could each wait for the other's.
        await alone.WaitAsync(cancel);
        var taken = 0;
        try
        {
            for (; taken < SharersMax; taken++) await places.WaitAsync(cancel);
            return await work();
        }
        finally
        {
            if (taken > 0) places.Release(taken);
            alone.Release();
        }
    }

    public void Dispose()
    {
        places.Dispose();
        alone.Dispose();
    }
}
