namespace Berth.Aws.Tests.Services.S3;

/// <summary>Classes that count the files of one front's objects do so one after the other: what another writes meanwhile is counted too.</summary>
[CollectionDefinition(Name)]
public sealed class ObjectFilesOfOne
{
    public const string Name = "object files of one front";
}
