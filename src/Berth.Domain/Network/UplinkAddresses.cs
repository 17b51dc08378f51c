namespace Berth.Domain.Network;

/// <summary>
/// Addresses between VPCs' routers and the machine: a /30 of the link-local range for each. The pool's own number picks the block, so that installations on one machine never meet. What goes to a service
/// through an endpoint comes from its router's address, which tells the VPC.
/// </summary>
public static class UplinkAddresses
{
    private const int PerBlock = 1024;

    /// <param name="number">Of the VPC on its node, from 0.</param>
    public static (uint Host, uint Inside) Of(PublicPool pool, int number)
    {
        var first = First(pool) + (uint)(number * 4);
        return (first + 1, first + 2);
    }

    /// <returns>Null for an address that is no router's.</returns>
    public static int? NumberOf(PublicPool pool, uint address) =>
        address >= First(pool) && address - First(pool) is < PerBlock and var offset && offset % 4 == 2 ? (int)(offset / 4) : null;

    private static uint First(PublicPool pool) => Cidr.ParseAddress("169.254.128.0") + (uint)(((pool.Range.First >> 12) & 15) * PerBlock);
}
