namespace Berth.Bench;

/// <summary>One row: our time and the peer's for the same work, taken in turn in one run.</summary>
internal interface IBenchmark
{
    /// <summary>As <c>./berth bench NAME</c> takes it.</summary>
    string Name { get; }

    string Description { get; }

    /// <summary>How often each side does the work, unless <c>--rounds</c> says otherwise.</summary>
    int DefaultRounds { get; }

    Task<IReadOnlyList<Comparison>> Run(BenchOptions options, Action<string> progress, CancellationToken cancel);
}

/// <param name="Program">Path of the built berth.</param>
/// <param name="Rounds">How often each side does the work.</param>
internal sealed record BenchOptions(string Program, int Rounds);
