using System.Globalization;

namespace Berth.Fuzz;

/// <summary>Runs many inputs, each from its own seed; the first failure names its seed. <c>BERTH_FUZZ_SEED</c> runs that one input alone.</summary>
public static class Campaign
{
    /// <summary>No single input may take longer, however busy the machine is.</summary>
    public static readonly TimeSpan PatiencePerInput = TimeSpan.FromSeconds(20);

    /// <summary>Bytes that the judging of one small input may allocate.</summary>
    public const long BytesPerInputMax = 256L << 20;

    private const int Inputs = 50_000;
    private const int InputsLong = 1_000_000;

    public static bool IsLong => Environment.GetEnvironmentVariable("BERTH_TEST_LONG") == "1";

    /// <param name="share">This campaign's part of the whole: 1 for all inputs, 10 for a tenth.</param>
    public static async Task Run(Func<Dice, Task> input, int share = 1)
    {
        var only = Environment.GetEnvironmentVariable("BERTH_FUZZ_SEED");
        var first = only is null ? Random.Shared.Next() : int.Parse(only, CultureInfo.InvariantCulture);
        var count = only is null ? (IsLong ? InputsLong : Inputs) / share : 1;
        for (var i = 0; i < count; i++)
        {
            var seed = unchecked(first + i);
            try
            {
                await input(new Dice(seed)).WaitAsync(PatiencePerInput);
            }
            catch (Exception failure)
            {
                throw new FuzzException($"BERTH_FUZZ_SEED={seed}: {failure.Message}", failure);
            }
        }
    }

    /// <summary>For inputs that are judged without waiting, on a thread of their own, so that one that never ends is told and not waited for.</summary>
    public static async Task Run(Action<Dice> input, int share = 1)
    {
        var (seed, since) = (0, Environment.TickCount64);
        var work = Task.Factory.StartNew(
            () => Run(
                dice =>
                {
                    (seed, since) = (dice.Seed, Environment.TickCount64);
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    input(dice);
                    if (GC.GetAllocatedBytesForCurrentThread() - before > BytesPerInputMax) throw new InvalidOperationException("It took too much memory.");
                    return Task.CompletedTask;
                },
                share).GetAwaiter().GetResult(),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (await Task.WhenAny(work, Task.Delay(PatiencePerInput)) != work)
            if (Environment.TickCount64 - since > PatiencePerInput.TotalMilliseconds) throw new FuzzException($"BERTH_FUZZ_SEED={seed}: it never ends.", null);
        await work;
    }
}

/// <summary>An input was not taken as it must be; the message begins with its seed.</summary>
public sealed class FuzzException(string message, Exception? cause) : Exception(message, cause);
