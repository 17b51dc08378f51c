using Berth.Aws.Dispatch;
using Berth.Aws.Services.Sts.Wire;
using Berth.Aws.Signing;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Sts.Operations;

/// <summary>Temporary keys that act as the user, or the root, who asks. Everybody may ask for their own; no policy is needed, or counts.</summary>
internal sealed class GetSessionToken(SessionIssuer sessions) : IOperation<GetSessionTokenRequest, GetSessionTokenResponse>
{
    private const int DefaultDurationSeconds = 43_200;

    /// <summary>Root's are shortened to this, whatever is asked. Source: STS API, GetSessionToken.</summary>
    private const int RootDurationSecondsMax = 3600;

    public static string Action => "sts:GetSessionToken";

    public string Resource(GetSessionTokenRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand> Demands(GetSessionTokenRequest request, Caller caller) => [];

    public Task<GetSessionTokenResponse> Handle(GetSessionTokenRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.SerialNumber is not null || request.TokenCode is not null) throw StsErrors.NotYet("multi-factor authentication (SerialNumber, TokenCode)");
        var owner = caller.Principal;
        if (owner.RoleArn is not null || owner.IsSessionToken) throw new AwsException("AccessDenied", "Cannot call GetSessionToken with session credentials", 403);
        var duration = request.DurationSeconds ?? DefaultDurationSeconds;
        var session = sessions.IssueSessionToken(owner, TimeSpan.FromSeconds(owner.UserName is null ? Math.Min(duration, RootDurationSecondsMax) : duration));
        return Task.FromResult(new GetSessionTokenResponse { Credentials = StsMapping.ToWire(session) });
    }
}
