using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeVpcEndpointServices(BerthInstance berth, PageTokens tokens) : IOperation<DescribeVpcEndpointServicesRequest, DescribeVpcEndpointServicesResponse>
{
    private static readonly Ec2Filters<ServiceDetailShape> Filters = new()
    {
        ["service-name"] = (x, _) => [x.ServiceName!],
        ["service-type"] = (x, _) => x.ServiceType!.Select(t => t.ServiceType!),
        ["service-region"] = (x, _) => [x.ServiceRegion!],
        ["owner"] = (x, _) => [x.Owner!],
        ["supported-ip-address-types"] = (x, _) => x.SupportedIpAddressTypes!,
        ["tag-key"] = (_, _) => [],
        Tags = x => Ec2Filters.TagsOf(x.Tags),
    };

    public static string Action => "ec2:DescribeVpcEndpointServices";

    public string Resource(DescribeVpcEndpointServicesRequest request, Caller caller) => "*";

    public Task<DescribeVpcEndpointServicesResponse> Handle(DescribeVpcEndpointServicesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.ServiceRegions?.FirstOrDefault(r => r != caller.Scope.Region) is { } region) throw Ec2Errors.NotYet($"services of other regions ({region} in serviceRegions)");
        var all = PublicServices.All.SelectMany(s => EndpointMapping.ToWire(s, berth)).OrderBy(KeyOf, StringComparer.Ordinal).ToList();
        var names = all.Select(s => s.ServiceName!).ToHashSet(StringComparer.Ordinal);
        if (request.ServiceNames?.FirstOrDefault(n => !names.Contains(n)) is { } unknown) throw Ec2Errors.From(Endpoints.ServiceNotFound(unknown));
        var asked = request.ServiceNames is { Count: > 0 } wanted ? all.Where(s => wanted.Contains(s.ServiceName, StringComparer.Ordinal)) : all;
        var page = tokens.Cut(Filters.Apply(asked, request.Filters, caller), KeyOf, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return Task.FromResult(new DescribeVpcEndpointServicesResponse
        {
            ServiceNames = [.. page.Items.Select(s => s.ServiceName!).Distinct(StringComparer.Ordinal)],
            ServiceDetails = page.Items,
            NextToken = page.NextToken,
        });
    }

    private static string KeyOf(ServiceDetailShape service) => $"{service.ServiceName}/{service.ServiceType![0].ServiceType}";
}
