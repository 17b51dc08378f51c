using Berth.Node.Network;

namespace Berth.Node.Tests.Network;

public sealed class PoolClaimTests : IDisposable
{
    private readonly List<string> directories = [];

    public void Dispose()
    {
        foreach (var directory in directories) Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task First_starts_at_once_take_a_range_each_and_keep_it()
    {
        var data = Enumerable.Range(0, 3).Select(_ => Data()).ToList();
        try
        {
            var first = await Task.WhenAll(data.Select(d => Task.Run(() => PoolClaim.Take(d))));
            Assert.Equal(data.Count, first.Distinct().Count());
            Assert.Equal(first, await Task.WhenAll(data.Select(PoolClaim.Take)));
        }
        finally
        {
            foreach (var directory in data) await PoolClaim.Release(directory);
        }
    }

    [Fact]
    public async Task A_range_that_another_took_since_the_machine_started_is_neither_used_nor_given_back()
    {
        var (other, returning) = (Data(), Data());
        var taken = await PoolClaim.Take(other);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(returning, "public-pool.json"), $$"""{"range":"{{taken.Range}}","boot":"another start of the machine"}""");
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => PoolClaim.Take(returning));
            Assert.Contains(taken.Range.ToString(), refused.Message, StringComparison.Ordinal);
            await PoolClaim.Release(returning);
            Assert.Contains(await File.ReadAllLinesAsync("/proc/net/route"), line => line.StartsWith('*') && line.Split('\t')[1] == Hex(taken.Range.First));
        }
        finally
        {
            await PoolClaim.Release(other);
        }
    }

    private static string Hex(uint address) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(address).ToString("X8", System.Globalization.CultureInfo.InvariantCulture);

    private string Data()
    {
        directories.Add(Directory.CreateTempSubdirectory("berth-pool-").FullName);
        return directories[^1];
    }
}
