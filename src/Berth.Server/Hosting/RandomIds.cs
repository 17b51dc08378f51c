using System.Security.Cryptography;
using Berth.Domain.Kernel;

namespace Berth.Server.Hosting;

/// <summary>The one place where ids come from chance.</summary>
internal sealed class RandomIds : IIdSource
{
    public string Hex(int digits) => RandomNumberGenerator.GetHexString(digits, lowercase: true);

#pragma warning disable RS0030 // The composition root is the exemption: everybody else asks for an IIdSource.
    public string Uuid() => Guid.NewGuid().ToString();
#pragma warning restore RS0030
}
