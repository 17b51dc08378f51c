using Berth.Node.Dns;
using Berth.Testing.Time;

namespace Berth.Node.Tests.Dns;

public sealed class AskersTests
{
    [Fact]
    public void What_one_has_under_way_is_nothing_to_another()
    {
        var askers = new Askers(TimeProvider.System);
        for (var i = 0; i < Askers.ForwardedMax; i++) Assert.True(askers.TryForward(1));
        for (var i = 0; i < Askers.ConnectionsMax; i++) Assert.True(askers.TryConnect(1));
        Assert.False(askers.TryForward(1) || askers.TryConnect(1));
        Assert.True(askers.TryForward(2) && askers.TryConnect(2));
        askers.Forwarded(1);
        askers.Disconnected(1);
        Assert.True(askers.TryForward(1) && askers.TryConnect(1));
    }

    [Fact]
    public void Who_has_something_under_way_is_never_forgotten()
    {
        var clock = new ShiftedTime();
        var askers = new Askers(clock);
        for (var i = 0; i < Askers.ForwardedMax; i++) Assert.True(askers.TryForward(0));
        for (var source = 1u; source < 5000; source++)
        {
            clock.Ahead += TimeSpan.FromSeconds(1);
            Assert.True(askers.MayAsk(source));
        }

        Assert.False(askers.TryForward(0));
    }
}
