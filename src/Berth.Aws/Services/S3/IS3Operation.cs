using Berth.Domain.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Services.S3;

/// <summary>
/// One operation of S3, in a class of its name. Like the other services' operations, but over the request itself: S3 puts its parameters into the path, headers, the query and the body, and bodies stream.
/// The endpoint verifies the signature, finds the bucket, authorises, calls Handle and writes the answer.
/// </summary>
internal interface IS3Operation
{
    /// <summary>As IAM names it, which is often not the operation's name: HeadObject needs <c>s3:GetObject</c>.</summary>
    static abstract string Action { get; }

    /// <summary>Whether the bucket that the request names must be there already.</summary>
    static virtual bool NeedsBucket => true;

    /// <summary>Everything that IAM must permit before Handle; must not throw for bad input.</summary>
    /// <returns>Null for the action on the object, or on the bucket when there is no key.</returns>
    IReadOnlyList<AccessDemand>? Demands(S3Request request) => null;

    /// <exception cref="AwsException">The caller's fault, or ours, in S3's words.</exception>
    Task<S3Answer> Handle(S3Request request, CancellationToken cancel);
}

/// <summary>An operation as the endpoint finds it.</summary>
/// <param name="Make">Makes one for each request; what it needs are singletons.</param>
internal sealed record S3Binding(string Name, string Action, bool NeedsBucket, S3Binding.Maker Make)
{
    public delegate IS3Operation Maker(IServiceProvider services);

    public static S3Binding Of<TOperation>()
        where TOperation : IS3Operation
    {
        var factory = ActivatorUtilities.CreateFactory<TOperation>([]);
        return new(typeof(TOperation).Name, TOperation.Action, TOperation.NeedsBucket, services => factory(services, []));
    }

    public IReadOnlyList<AccessDemand> Demands(IS3Operation operation, S3Request request) => operation.Demands(request) ?? [new(Action, request.Arn)];
}
