using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Domain.Parameters;

namespace Berth.Aws.Services.Ssm;

internal static class SsmErrors
{
    public static AwsException NotFound() => new("ParameterNotFound", "");

    public static AwsException VersionNotFound(string name, string selector) => new("ParameterVersionNotFound", $"Systems Manager could not find version {selector} of {name}. Verify the version and try again.");

    public static AwsException Exists() => new("ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");

    public static AwsException Validation(string message) => new("ValidationException", message);

    public static AwsException NoDowngrade() =>
        Validation("This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.");

    public static AwsException LimitExceeded(string message) => new("ParameterLimitExceeded", message);

    public static AwsException VersionsFull(string name, long oldest) =>
        new("ParameterMaxVersionLimitExceeded", $"You attempted to create a new version of {name} by calling the PutParameter API with the overwrite flag. Version {oldest}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.");

    public static AwsException LabelsFull() => new("ParameterVersionLabelLimitExceeded", $"A parameter version can have a maximum of {ParameterHistory.LabelsPerVersionMax} labels.");

    public static AwsException TypeChanged() => new("HierarchyTypeMismatchException", "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.");

    public static AwsException PatternMismatch(string pattern) => new("ParameterPatternMismatchException", $"Parameter value, cannot be validated against allowedPattern: {pattern}");

    public static AwsException InvalidPattern() => new("InvalidAllowedPatternException", "The request does not meet the regular expression requirement.");

    public static AwsException InvalidKey(string message) => new("InvalidKeyId", message);

    public static AwsException InvalidResource() => new("InvalidResourceId", "");

    public static AwsException InvalidResourceType() => new("InvalidResourceType", "");

    public static AwsException InvalidFilter(string message) => new("InvalidFilterKey", message);

    public static AwsException InvalidOption(string message) => new("InvalidFilterOption", message);

    public static AwsException InvalidToken() => new("InvalidNextToken", "The specified token isn't valid.");

    public static AwsException NotYet(string what) => Validation($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException From(NameFault fault, string name) => fault switch
    {
        NameFault.Form => Validation("Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_"),
        NameFault.NotQualified => Validation("Parameter name must be a fully qualified name."),
        NameFault.TooDeep => new("HierarchyLevelLimitExceededException", $"Parameter hierarchies can have a maximum of {ParameterNames.LevelsMax} levels. Example: /Level_1/L2/L3/L4/L5/L6/L7/L8/L9/L10/L11/L12/L13/L14/parameter-name."),
        NameFault.Reserved => name.TrimStart('/').StartsWith("aws", StringComparison.OrdinalIgnoreCase)
            ? new("AccessDeniedException", $"No access to reserved parameter name: {name}.")
            : Validation("Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "A fault with no AWS error is a bug."),
    };

    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => Validation(ModelFaults.Sentence(faults, "value"));
}
