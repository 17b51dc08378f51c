using Berth.Domain.Profiles;

namespace Berth.Testing.Records;

/// <summary>The profiles as they are shipped.</summary>
public static class SampleProfiles
{
    public static Profile Read(string name) => Profile.Read(File.ReadAllText(Path.Combine(Repository.Root, "profiles", name + ".json")));
}
