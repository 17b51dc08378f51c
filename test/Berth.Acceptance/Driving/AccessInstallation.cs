namespace Berth.Acceptance.Driving;

/// <summary>With everything in it that a task's start may ask for.</summary>
public sealed class AccessInstallation : BerthInstallation
{
    internal AccessScenery Scenery { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Scenery = new(this);
        await Scenery.Prepare();
    }
}

[CollectionDefinition(Name)]
public sealed class OneAccessInstallation : ICollectionFixture<AccessInstallation>
{
    public const string Name = "one installation for access";
}
