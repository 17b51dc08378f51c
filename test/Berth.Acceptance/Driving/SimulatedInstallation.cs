namespace Berth.Acceptance.Driving;

/// <summary>The simulated engine, as a user who is not root: everything that its server does, nobody may do.</summary>
public sealed class SimulatedInstallation : BerthInstallation
{
    /// <summary>nobody, on every Debian.</summary>
    private const string Unprivileged = "65534";

    internal override string Engine => "simulated";

    public override async ValueTask InitializeAsync()
    {
        var given = await Command.Run("chown", [$"{Unprivileged}:{Unprivileged}", DataDirectory]);
        Assert.True(given.ExitCode == 0, given.ToString());
        await base.InitializeAsync();
    }

    /// <summary>Without one group or capability of root.</summary>
    private protected override (string Program, IEnumerable<string> Arguments) As(string program, IEnumerable<string> arguments) =>
        ("setpriv", ["--reuid", Unprivileged, "--regid", Unprivileged, "--clear-groups", "--bounding-set=-all", "--no-new-privs", "--", program, .. arguments]);
}

[CollectionDefinition(Name)]
public sealed class OneSimulatedInstallation : ICollectionFixture<SimulatedInstallation>
{
    public const string Name = "one simulated installation";
}
