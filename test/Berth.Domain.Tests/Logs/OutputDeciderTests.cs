using Berth.Domain.Logs;
using CsCheck;

namespace Berth.Domain.Tests.Logs;

public sealed class OutputDeciderTests
{
    private const long Mib = 1 << 20;

    private static readonly OutputSnapshot Quiet = new() { Blocking = false, BufferBytes = 10 * Mib, CurrentBytes = 0, WaitingBytes = 0, Frozen = false };

    private static readonly Gen<OutputSnapshot> Any =
        Gen.Select(Gen.Bool, Gen.Long[0, 20 * Mib], Gen.Long[0, 8 * Mib], Gen.Long[0, 130 * Mib], Gen.Bool, Gen.Int[0, 2].Select(i => i switch { 0 => (bool?)null, 1 => false, _ => true }), Gen.Int[0, 2]).Select((blocking, buffer, current, waiting, rotating, frozen, end) =>
            new OutputSnapshot { Blocking = blocking, BufferBytes = buffer, CurrentBytes = current, WaitingBytes = waiting, Rotating = rotating, Frozen = frozen, Ending = end > 0, Ended = end > 1 });

    [Fact]
    public void What_fits_is_left_alone() => Assert.Equal((false, 0, null), Short(Quiet with { CurrentBytes = 4 * Mib - 1, WaitingBytes = 10 * Mib }));

    [Fact]
    public void A_long_file_is_closed_once() => Assert.Equal((true, false), (OutputDecider.Decide(Quiet with { CurrentBytes = 4 * Mib }).Rotate, OutputDecider.Decide(Quiet with { CurrentBytes = 4 * Mib, Rotating = true }).Rotate));

    [Fact]
    public void Beyond_the_buffer_the_oldest_go() => Assert.Equal((false, Mib, null), Short(Quiet with { WaitingBytes = 11 * Mib }));

    [Theory]
    [InlineData(65, false, true)]
    [InlineData(65, true, null)]
    [InlineData(65, null, true)]
    [InlineData(64, false, null)]
    [InlineData(33, true, null)]
    [InlineData(33, null, false)]
    [InlineData(32, true, false)]
    [InlineData(0, false, null)]
    public void A_blocking_container_waits_between_two_marks(long waitingMib, bool? frozen, bool? freeze) =>
        Assert.Equal((false, 0, freeze), Short(Quiet with { Blocking = true, WaitingBytes = waitingMib * Mib, Frozen = frozen }));

    [Fact]
    public void One_that_is_being_stopped_is_never_held() =>
        Assert.Equal((false, 0, false), Short(Quiet with { Blocking = true, WaitingBytes = 65 * Mib, Frozen = true, Ending = true }));

    [Fact]
    public void Blocking_never_loses_a_line_and_only_blocking_holds_a_container() => Any.Sample(output =>
    {
        var plan = OutputDecider.Decide(output);
        Assert.True(!output.Blocking || plan.DropBytes == 0);
        Assert.True(plan.Freeze != true || (output.Blocking && !output.Ending && output.WaitingBytes > OutputDecider.FreezeAboveBytes));
        Assert.InRange(plan.DropBytes, 0, output.WaitingBytes);
        Assert.NotEmpty(plan.Verdict);
    });

    [Fact]
    public void Whatever_is_written_and_delivered_what_waits_has_a_bound_and_a_frozen_container_goes_on_again() =>
        Gen.Select(Gen.Bool, Gen.Long[0, 20 * Mib], Gen.Select(Gen.Long[0, 6 * Mib], Gen.Long[0, 6 * Mib]).List[1, 300]).Sample((blocking, buffer, steps) =>
        {
            var output = Quiet with { Blocking = blocking, BufferBytes = buffer, Frozen = null };
            var bound = (blocking ? OutputDecider.FreezeAboveBytes : buffer) + (6 * Mib);
            foreach (var (written, delivered) in steps)
            {
                output = Step(output, output.Frozen == true ? 0 : written, delivered);
                Assert.InRange(output.WaitingBytes, 0, bound);
                Assert.InRange(output.CurrentBytes, 0, OutputDecider.FileBytesMax + (6 * Mib));
            }

            // Once lines are taken again, the container runs.
            for (var i = 0; i < 200 && (output.WaitingBytes > 0 || output.Frozen != false); i++) output = Step(output, 0, Mib);
            Assert.Equal((0, false), (output.WaitingBytes, output.Frozen));
        });

    private static OutputSnapshot Step(OutputSnapshot output, long written, long delivered)
    {
        output = output with { WaitingBytes = Math.Max(0, output.WaitingBytes + written - delivered), CurrentBytes = output.CurrentBytes + written };
        var plan = OutputDecider.Decide(output);
        return output with { WaitingBytes = output.WaitingBytes - plan.DropBytes, CurrentBytes = plan.Rotate ? 0 : output.CurrentBytes, Frozen = plan.Freeze ?? output.Frozen };
    }

    private static (bool, long, bool?) Short(OutputSnapshot output) => OutputDecider.Decide(output) is var plan ? (plan.Rotate, plan.DropBytes, plan.Freeze) : default;
}
