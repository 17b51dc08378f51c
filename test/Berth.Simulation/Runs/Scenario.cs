using Berth.Simulation.Kernel;

namespace Berth.Simulation.Runs;

/// <summary>What a seed means: how big the world is and how much goes wrong in it.</summary>
/// <param name="Trouble">How long operators and failures go on.</param>
/// <param name="ScanEvery">Null for seeds in which everything must come of wakes.</param>
/// <param name="Bad">How many images are bad.</param>
/// <param name="OperatorEvery">Mean time between two things that operators do.</param>
/// <param name="BreakEvery">Mean time between two things that break; null for never.</param>
/// <param name="Mends">Images are mended in the end; else bad ones stay bad.</param>
internal sealed record Scenario(
    int Services, int Nodes, int NodeCpuUnits, int SubnetPrefix, int QuotaVcpus, TimeSpan Trouble, TimeSpan? ScanEvery, double Bad, TimeSpan OperatorEvery, TimeSpan? BreakEvery, double Lost, double Late, double Doubled, bool Mends,
    bool TwoOwners)
{
    public static Scenario Roll(Dice dice)
    {
        var calm = dice.Chance(0.2);
        return new(
            Services: dice.Between(1, 3),
            Nodes: dice.Between(1, 4),
            NodeCpuUnits: dice.Pick([4096, 8192, 32_768]),
            SubnetPrefix: dice.Chance(0.2) ? 28 : 24,
            QuotaVcpus: dice.Chance(0.1) ? 6 : 1000,
            Trouble: dice.Seconds(120, 3000),
            ScanEvery: dice.Chance(0.5) ? dice.Seconds(20, 120) : null,
            Bad: dice.Pick([0.0, 0.3, 0.7]),
            OperatorEvery: dice.Seconds(10, 240),
            BreakEvery: calm ? null : dice.Seconds(20, 600),
            Lost: calm ? 0 : dice.Between(0, 30) / 100.0,
            Late: calm ? 0 : dice.Between(0, 30) / 100.0,
            Doubled: calm ? 0 : dice.Between(0, 20) / 100.0,
            Mends: dice.Chance(0.7),
            TwoOwners: dice.Chance(0.3));
    }
}
