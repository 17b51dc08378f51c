namespace Berth.Domain.Diagnosis;

/// <summary>Languages that explanations are written in.</summary>
public enum Language
{
    English,
    Japanese,
}

/// <summary>Says what evidence shows, in one sentence with the ids in it. Pure.</summary>
public static class NetworkWords
{
    /// <summary>Sample: <c>ecr:GetAuthorizationToken at api.ecr.ap-northeast-1.amazonaws.com (198.18.0.2:443) timed out.</c></summary>
    /// <returns>Null when the task never came to a call.</returns>
    public static string? Call(NetworkEvidence evidence, Language language)
    {
        if (evidence.Call is not { } call) return null;
        var place = call.Address is { } address ? $"{call.HostName} ({address}:{call.Port})" : call.HostName;
        return (language, call.Failure) switch
        {
            (Language.English, CallFailure.TimedOut) => $"{call.Call} at {place} timed out.",
            (Language.English, CallFailure.NameNotFound) => $"{call.Call}: the name {call.HostName} was not found.",
            (Language.English, CallFailure.Refused) => $"{call.Call} at {place} was refused.",
            (Language.English, _) => $"{call.Call} at {place}: the network is unreachable.",
            (_, CallFailure.TimedOut) => $"{place} への {call.Call} がタイムアウトしました。",
            (_, CallFailure.NameNotFound) => $"{call.Call}: 名前 {call.HostName} が見つかりませんでした。",
            (_, CallFailure.Refused) => $"{place} への {call.Call} が拒否されました。",
            _ => $"{place} への {call.Call}: ネットワークに到達できません。",
        };
    }

    public static string Cause(NetworkEvidence evidence, Language language) => language == Language.English ? English(evidence) : Japanese(evidence);

    private static string English(NetworkEvidence e) => e.Cause switch
    {
        NetworkCause.NoRoute => $"Route table {e.RouteTableId} of subnet {e.SubnetId} has no route for {Destination(e)}, and no endpoint of VPC {e.VpcId} serves {Service(e)} with private DNS.",
        NetworkCause.DeadRoute => $"Route {e.RouteDestination} of route table {e.RouteTableId} leads to {e.RouteTargetId}, which is gone or not ready (blackhole).",
        NetworkCause.NoPublicAddress => $"Route {e.RouteDestination} of route table {e.RouteTableId} leads to internet gateway {e.RouteTargetId}, and the task in subnet {e.SubnetId} has no public address.",
        NetworkCause.NatHasNoWayOut => $"Route {e.RouteDestination} of route table {e.RouteTableId} leads to NAT gateway {e.RouteTargetId}, whose own subnet (route table {e.NatRouteTableId}) has no route to an internet gateway.",
        NetworkCause.EgressShut => $"No outbound rule of {Groups(e)} admits tcp {e.Call?.Port} to {Destination(e)}.",
        NetworkCause.EndpointShut => $"No inbound rule of {Groups(e)} of endpoint {e.EndpointId} admits tcp {e.Call?.Port} from the task.",
        NetworkCause.AclDenies => $"Network ACL {e.AclId} denies {(e.AclAnswers ? "the answers" : $"tcp {e.Call?.Port}")} ({(e.AclEgress ? "outbound" : "inbound")}, {(e.AclRuleNumber is { } rule ? $"rule {rule}" : "no rule matches")}).",
        NetworkCause.NameNotFound => $"The resolver of VPC {e.VpcId} has no answer for {e.Call?.HostName}: DNS support is off, or there is no such name.",
        NetworkCause.NoFreeAddress => $"Subnet {e.SubnetId} has {e.Addresses} addresses, and {e.AddressesTaken} are taken.",
        NetworkCause.OpenNow => $"Nothing in VPC {e.VpcId} stops this connection as it is described now: the other side did not answer, or the network has changed since.",
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Cause, "Unknown cause."),
    };

    private static string Japanese(NetworkEvidence e) => e.Cause switch
    {
        NetworkCause.NoRoute => $"サブネット {e.SubnetId} のルートテーブル {e.RouteTableId} に {Destination(e)} へのルートがなく、VPC {e.VpcId} にプライベート DNS で {Service(e)} を提供するエンドポイントもありません。",
        NetworkCause.DeadRoute => $"ルートテーブル {e.RouteTableId} のルート {e.RouteDestination} の宛先 {e.RouteTargetId} は、存在しないか準備ができていません (blackhole)。",
        NetworkCause.NoPublicAddress => $"ルートテーブル {e.RouteTableId} のルート {e.RouteDestination} はインターネットゲートウェイ {e.RouteTargetId} へ向かいますが、サブネット {e.SubnetId} のタスクにパブリックアドレスがありません。",
        NetworkCause.NatHasNoWayOut => $"ルートテーブル {e.RouteTableId} のルート {e.RouteDestination} は NAT ゲートウェイ {e.RouteTargetId} へ向かいますが、そのサブネット (ルートテーブル {e.NatRouteTableId}) にインターネットゲートウェイへのルートがありません。",
        NetworkCause.EgressShut => $"{Groups(e)} のアウトバウンドルールに、{Destination(e)} への tcp {e.Call?.Port} を許可するものがありません。",
        NetworkCause.EndpointShut => $"エンドポイント {e.EndpointId} の {Groups(e)} のインバウンドルールに、タスクからの tcp {e.Call?.Port} を許可するものがありません。",
        NetworkCause.AclDenies => $"ネットワーク ACL {e.AclId} が{(e.AclAnswers ? "応答" : $" tcp {e.Call?.Port} ")}を拒否しています ({(e.AclEgress ? "アウトバウンド" : "インバウンド")}、{(e.AclRuleNumber is { } rule ? $"ルール {rule}" : "一致するルールなし")})。",
        NetworkCause.NameNotFound => $"VPC {e.VpcId} のリゾルバーは {e.Call?.HostName} に答えません。DNS サポートが無効か、その名前がありません。",
        NetworkCause.NoFreeAddress => $"サブネット {e.SubnetId} のアドレスは {e.Addresses} 個で、{e.AddressesTaken} 個が使用中です。",
        NetworkCause.OpenNow => $"現在の VPC {e.VpcId} の設定に、この接続を妨げるものはありません。相手が応答しなかったか、その後ネットワークが変わりました。",
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Cause, "Unknown cause."),
    };

    private static string Destination(NetworkEvidence e) => e.Call is { Address: { } address } ? address : e.Call?.HostName ?? "";

    private static string Service(NetworkEvidence e) => e.Call?.Service ?? "";

    private static string Groups(NetworkEvidence e) => string.Join(", ", e.SecurityGroupIds);
}
