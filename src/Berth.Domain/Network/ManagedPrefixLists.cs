namespace Berth.Domain.Network;

/// <summary>AWS's own prefix lists: the ranges of the services that have gateway endpoints. Their ids are made from the region, so that they stay.</summary>
public static class ManagedPrefixLists
{
    public static PrefixListRecord Of(PublicService service, string region, PublicPool pool) => new(
        IdOf(service, region), PublicServices.EndpointServiceName(service, region), 1, 1, [new(new Cidr(PublicServices.Address(service, pool), 32).ToString(), null)], new Dictionary<string, string>());

    public static IReadOnlyList<PrefixListRecord> All(string region, PublicPool pool) =>
        [.. PublicServices.All.Where(s => s.EndpointTypes.Contains("Gateway")).Select(s => Of(s, region, pool))];

    /// <summary>Sample: <c>pl-61a54008</c> is S3's in Tokyo; others follow the same form with eight digits of their own.</summary>
    public static string IdOf(PublicService service, string region)
    {
        if (service.Name == PublicServices.S3 && region == "ap-northeast-1") return "pl-61a54008";
        var hash = 2166136261u;
        foreach (var letter in $"{region}/{service.Name}") hash = (hash ^ letter) * 16777619;
        return $"pl-{hash:x8}";
    }
}
