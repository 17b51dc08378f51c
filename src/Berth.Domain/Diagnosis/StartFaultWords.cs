namespace Berth.Domain.Diagnosis;

/// <summary>Says what a task's start did not find, and what brings it there. What only its reader can choose stands in angle brackets. Pure.</summary>
public static class StartFaultWords
{
    public static string Cause(StartFault fault, Language language) => (language, fault.Kind) switch
    {
        (Language.English, StartFaultKind.LogGroup) => $"{fault.Call}: log group {fault.Name} does not exist. Create it, or let the execution role do it: awslogs-create-group \"true\" and logs:CreateLogGroup.",
        (Language.English, StartFaultKind.Repository) => $"{fault.Call}: repository {fault.Name} does not exist.",
        (Language.English, StartFaultKind.Image) => $"{fault.Call}: image {fault.Name} does not exist. Push it, or give its name to an image that is there.",
        (Language.English, StartFaultKind.Secret) => $"{fault.Call}: secret {fault.Name} does not exist.",
        (Language.English, StartFaultKind.Parameter) => $"{fault.Call}: parameter {fault.Name} does not exist.",
        (Language.Japanese, StartFaultKind.LogGroup) => $"{fault.Call}: ロググループ {fault.Name} がありません。作成するか、awslogs-create-group \"true\" と logs:CreateLogGroup で実行ロールに作らせてください。",
        (Language.Japanese, StartFaultKind.Repository) => $"{fault.Call}: リポジトリ {fault.Name} がありません。",
        (Language.Japanese, StartFaultKind.Image) => $"{fault.Call}: イメージ {fault.Name} がありません。プッシュするか、既存のイメージにこの名前を付けてください。",
        (Language.Japanese, StartFaultKind.Secret) => $"{fault.Call}: シークレット {fault.Name} がありません。",
        (Language.Japanese, StartFaultKind.Parameter) => $"{fault.Call}: パラメータ {fault.Name} がありません。",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "Unknown kind of fault."),
    };

    /// <summary>The one call of the stock CLI that mends it; null when none does.</summary>
    public static string? Mending(StartFault fault) => fault.Kind switch
    {
        StartFaultKind.LogGroup => $"aws logs create-log-group --log-group-name {Shell.Quote(fault.Name)}",
        StartFaultKind.Repository => $"aws ecr create-repository --repository-name {Shell.Quote(fault.Name)}",
        StartFaultKind.Image => Tag(fault.Name),
        StartFaultKind.Secret => $"aws secretsmanager create-secret --name {Shell.Quote(SecretName(fault.Name))} --secret-string <value>",
        StartFaultKind.Parameter => $"aws ssm put-parameter --name {Shell.Quote(ParameterName(fault.Name))} --type SecureString --value <value>",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "Unknown kind of fault."),
    };

    /// <returns>Null for a digest: only the bytes themselves make it.</returns>
    private static string? Tag(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal) || image.LastIndexOf(':') is not (> 0 and var colon)) return null;
        var (repository, tag) = (Shell.Quote(image[..colon]), Shell.Quote(image[(colon + 1)..]));
        return $"aws ecr put-image --repository-name {repository} --image-tag {tag} --image-manifest " +
            $"\"$(aws ecr batch-get-image --repository-name {repository} --image-ids imageTag=<a tag that is there> --query 'images[0].imageManifest' --output text)\"";
    }

    /// <summary>An ARN ends with the name, a hyphen and six characters that AWS chose.</summary>
    private static string SecretName(string given)
    {
        const string Mark = ":secret:";
        var at = given.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0) return given;
        var name = given[(at + Mark.Length)..].Split(':')[0];
        return name.Length > 7 && name[^7] == '-' ? name[..^7] : name;
    }

    private static string ParameterName(string given)
    {
        const string Mark = ":parameter";
        var at = given.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? given : given[(at + Mark.Length)..];
    }
}
