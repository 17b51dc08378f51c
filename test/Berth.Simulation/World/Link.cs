using Berth.Simulation.Kernel;

namespace Berth.Simulation.World;

/// <summary>The way between the control plane and one node: messages are lost, come late and come twice.</summary>
internal sealed class Link(Timeline time, Dice dice, Weather weather)
{
    public bool Up { get; set; } = true;

    public void Send(Action message)
    {
        if (!Up || dice.Chance(weather.Lost)) return;
        time.In(Delay(), () => Arrive(message));
        if (dice.Chance(weather.Doubled)) time.In(Delay(), () => Arrive(message));
    }

    private void Arrive(Action message)
    {
        if (Up) message();
    }

    private TimeSpan Delay() => dice.Chance(weather.Late) ? dice.Seconds(1, 30) : dice.Seconds(0.001, 0.05);
}

/// <summary>How bad the world is at the moment, as probabilities.</summary>
internal sealed class Weather
{
    public double Lost { get; set; }
    public double Late { get; set; }
    public double Doubled { get; set; }

    public void Calm() => (Lost, Late, Doubled) = (0, 0, 0);
}
