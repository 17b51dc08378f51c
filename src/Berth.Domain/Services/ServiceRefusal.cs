namespace Berth.Domain.Services;

/// <summary>Why a service's owner does not do what it is asked. Each has one error of ECS.</summary>
public enum ServiceRefusal
{
    NoCluster,

    /// <summary>Never made, or forgotten.</summary>
    NoService,

    /// <summary>DRAINING or INACTIVE.</summary>
    NotActive,

    /// <summary>One of the name is ACTIVE, and not as asked for.</summary>
    AlreadyThere,

    /// <summary>One of the name is still DRAINING.</summary>
    StillDraining,

    /// <summary>The cluster has as many services as the quota lets.</summary>
    TooManyServices,

    /// <summary>Deleting needs a desired count of zero, or force.</summary>
    ScaledAboveZero,

    /// <summary>Deleting needs every task set gone, or force.</summary>
    HasTaskSets,

    /// <summary>The service has the ECS deployment controller, or the EXTERNAL one, and the operation needs the other.</summary>
    WrongController,
    NoTaskSet,

    /// <summary>Deleting a PRIMARY task set that is scaled above zero needs force.</summary>
    TaskSetScaledAboveZero,
    TooManyTaskSets,

    /// <summary>The client token was used before with another request.</summary>
    TokenConflict,
    NoServiceDeployment,

    /// <summary>The service deployment is over, or is rolled back already.</summary>
    DeploymentOver,

    /// <summary>No deployment ever completed that could be gone back to.</summary>
    NothingToRollBackTo,

    /// <summary>Somebody else changed it: read it again and ask again.</summary>
    ChangedMeanwhile,
}
