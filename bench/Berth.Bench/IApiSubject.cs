using System.Net;
using System.Text.Json.Nodes;

namespace Berth.Bench;

/// <summary>A server that answers the ECS API, ours or a peer's.</summary>
internal interface IApiSubject
{
    string Name { get; }

    IPEndPoint Endpoint { get; }

    IReadOnlyList<string> Subnets { get; }

    /// <summary>A request to ECS as bytes, signed now.</summary>
    byte[] Request(string operation, JsonObject request);
}
