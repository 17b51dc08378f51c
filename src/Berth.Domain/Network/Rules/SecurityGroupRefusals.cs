namespace Berth.Domain.Network;

/// <summary>Why EC2 refuses changes of security groups and their rules, in its words. Source: EC2 API reference, error codes; what its services were seen to answer.</summary>
internal static class SecurityGroupRefusals
{
    private const string Letters = "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*";

    public static NetworkOutcome NameInvalid() =>
        NetworkRefusals.InvalidValue($"Invalid security group name. Valid names are non-empty strings less than 256 characters from the following set:  {Letters}");

    public static NetworkOutcome DescriptionInvalid() =>
        NetworkRefusals.InvalidValue($"Invalid security group description. Valid descriptions are strings less than 256 characters from the following set:  {Letters}");

    public static NetworkOutcome RuleDescriptionInvalid() =>
        NetworkRefusals.InvalidValue($"Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  {Letters}");

    public static NetworkOutcome NotAscii(string value, string parameter) =>
        NetworkRefusals.InvalidValue($"Value ({value}) for parameter {parameter} is invalid. Character sets beyond ASCII are not supported.");

    public static NetworkOutcome NameReserved(string name) => NetworkRefusals.Refuse("InvalidGroup.Reserved", $"The security group '{name}' is reserved");

    public static NetworkOutcome NameLikeId(string name) =>
        NetworkRefusals.InvalidValue($"Value ({name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.");

    public static NetworkOutcome NameTaken(string name, string vpcId) => NetworkRefusals.Refuse("InvalidGroup.Duplicate", $"The security group '{name}' already exists for VPC '{vpcId}'");

    public static NetworkOutcome NameNotFound(string name, string? vpcId) =>
        NetworkRefusals.Refuse("InvalidGroup.NotFound", $"The security group '{name}' does not exist in default VPC '{vpcId ?? "null"}'");

    public static NetworkOutcome NoDefaultVpc() => NetworkRefusals.Refuse("VPCIdNotSpecified", "No default VPC for this user");

    public static NetworkOutcome TooManyGroups() => NetworkRefusals.Refuse("SecurityGroupLimitExceeded", "The maximum number of security groups has been reached.");

    public static NetworkOutcome DefaultGroupStays(SecurityGroupRecord group) =>
        NetworkRefusals.Refuse("CannotDelete", $"the specified group: \"{group.GroupId}\" name: \"{group.GroupName}\" cannot be deleted by a user");

    public static NetworkOutcome InUse(string groupId) => NetworkRefusals.Refuse("DependencyViolation", $"resource {groupId} has a dependent object");

    public static NetworkOutcome OtherNetwork() => NetworkRefusals.Refuse("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.");

    public static NetworkOutcome GroupMissing() => NetworkRefusals.Refuse("MissingParameter", "The request must contain the parameter groupName or groupId");

    public static NetworkOutcome RuleNotFound(string ruleId) => NetworkRefusals.NotFound("InvalidSecurityGroupRuleId.NotFound", "security group rule", ruleId);

    public static NetworkOutcome PermissionNotFound() => NetworkRefusals.Refuse("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");

    public static NetworkOutcome PermissionTwice() => NetworkRefusals.InvalidValue("The same permission must not appear multiple times");

    public static NetworkOutcome PermissionTaken(SecurityGroupRuleRecord rule) =>
        NetworkRefusals.Refuse("InvalidPermission.Duplicate", $"the specified rule \"{Words(rule)}\" already exists");

    public static NetworkOutcome TooManyRules() => NetworkRefusals.Refuse("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.");

    public static NetworkOutcome PeerMissing() => NetworkRefusals.Refuse("MissingParameter", "Missing source specification: include source security group or CIDR information");

    public static NetworkOutcome ProtocolMissing() => NetworkRefusals.Refuse("MissingParameter", "The request must contain the parameter ipProtocol");

    public static NetworkOutcome ProtocolUnknown(string protocol) => NetworkRefusals.InvalidValue($"Invalid value '{protocol}' for IP protocol. Unknown protocol.");

    public static NetworkOutcome PortsMissing(string protocols) => NetworkRefusals.InvalidValue($"Invalid value 'Must specify both from and to ports with {protocols}.' for portRange.");

    public static NetworkOutcome OutOfRange(string what, int value) => NetworkRefusals.Refuse("InvalidPermission.Malformed", $"{what} ({value}) out of range");

    public static NetworkOutcome PortsReversed(int from, int to) => NetworkRefusals.InvalidValue($"Invalid TCP/UDP port range ({from}:{to})");

    public static NetworkOutcome CidrMalformed(string cidr) => NetworkRefusals.InvalidValue($"CIDR block {cidr} is malformed");

    public static NetworkOutcome PeerKindStays(string asked, string existing) => NetworkRefusals.InvalidValue($"You may not specify {asked} for an existing {existing} rule.");

    /// <summary>Sample: <c>peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW</c>.</summary>
    private static string Words(SecurityGroupRuleRecord rule)
    {
        var peer = rule.CidrIpv4 ?? rule.ReferencedGroupId ?? rule.PrefixListId;
        return rule.Protocol switch
        {
            "-1" => $"peer: {peer}, ALL, ALLOW",
            "icmp" => $"peer: {peer}, ICMP, type: {rule.FromPort}, code: {rule.ToPort}, ALLOW",
            "tcp" or "udp" => $"peer: {peer}, {rule.Protocol.ToUpperInvariant()}, from port: {rule.FromPort}, to port: {rule.ToPort}, ALLOW",
            var number => $"peer: {peer}, {number}, ALLOW",
        };
    }
}
