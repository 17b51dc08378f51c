using System.Collections.Concurrent;
using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Aws.Services;
using Berth.Fuzz.Tests.Driving;

namespace Berth.Fuzz.Tests.Aws;

/// <summary>Every operation of every service, with a request invented for it.</summary>
internal static class Operations
{
    private static readonly ConcurrentDictionary<OperationBinding, IReadOnlyDictionary<string, WireRule>> Rules = new();

    public static IReadOnlyList<(AwsService Service, OperationBinding Operation)> Json { get; } = Of(json: true);

    public static IReadOnlyList<(AwsService Service, OperationBinding Operation)> Query { get; } = Of(json: false);

    public static Invention Invent(OperationBinding operation, Dice dice) =>
        InventingNode.Invent(node => operation.Read(node), dice, Rules.GetOrAdd(operation, Learn), []);

    /// <summary>A request in which every member is there and breaks its rule tells the rules.</summary>
    private static Dictionary<string, WireRule> Learn(OperationBinding operation)
    {
        var faults = new List<WireFault>();
        InventingNode.Invent(node => operation.Read(node), null, new Dictionary<string, WireRule>(), faults);
        return faults.GroupBy(f => InventingNode.Rule(f.Path)).ToDictionary(g => g.Key, g => g.First().Rule);
    }

    private static List<(AwsService Service, OperationBinding Operation)> Of(bool json) =>
        [.. from service in AwsServices.All where service.Model.TargetPrefix is not null == json from operation in service.Operations.Values select (service, operation)];
}
