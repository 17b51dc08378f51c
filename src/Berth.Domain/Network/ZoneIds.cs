namespace Berth.Domain.Network;

/// <summary>Zone ids name a region's zones the same for every account: apne1-az1 for the first. Real accounts map letters to them at random; we keep them in order.</summary>
public static class ZoneIds
{
    /// <param name="zone">ap-northeast-1a.</param>
    public static string Of(string region, string zone)
    {
        var parts = region.Split('-');
        var shortName = parts[0] + string.Concat(parts[1..^1].SelectMany(Compass)) + parts[^1];
        return $"{shortName}-az{zone[^1] - 'a' + 1}";
    }

    private static string Compass(string direction) => direction switch
    {
        "northeast" => "ne",
        "northwest" => "nw",
        "southeast" => "se",
        "southwest" => "sw",
        _ => direction[..1],
    };
}
