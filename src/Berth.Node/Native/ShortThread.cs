namespace Berth.Node.Native;

/// <summary>Runs work on a thread of its own that ends with it, for what changes a thread for ever, such as entering a namespace.</summary>
internal static class ShortThread
{
    private const int StackBytes = 256 * 1024;

    public static Task<T> Run<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
#pragma warning disable CA1031 // Whatever happens on the thread belongs to whoever awaits it.
            catch (Exception failure)
            {
                done.SetException(failure);
            }
#pragma warning restore CA1031
        }, StackBytes)
        { IsBackground = true };
        thread.Start();
        return done.Task;
    }

    /// <summary>Runs work inside a network namespace.</summary>
    /// <param name="path">Of the namespace's pin.</param>
    public static Task<T> InNetwork<T>(string path, Func<T> work) => Run(() =>
    {
        using var handle = File.OpenHandle(path);
        Libc.SetNamespace((int)handle.DangerousGetHandle(), Libc.CloneNewNetwork);
        return work();
    });
}
