using Berth.Domain.Diagnosis;

namespace Berth.Domain.Tests.Diagnosis;

public sealed class StartFaultWordsTests
{
    [Theory]
    [InlineData(StartFaultKind.LogGroup, "/ecs/web", "aws logs create-log-group --log-group-name /ecs/web")]
    [InlineData(StartFaultKind.Repository, "team/web", "aws ecr create-repository --repository-name team/web")]
    [InlineData(StartFaultKind.Image, "team/web:2", "aws ecr put-image --repository-name team/web --image-tag 2 --image-manifest \"$(aws ecr batch-get-image --repository-name team/web --image-ids imageTag=<a tag that is there> --query 'images[0].imageManifest' --output text)\"")]
    [InlineData(StartFaultKind.Image, "team/web@sha256:00", null)]
    [InlineData(StartFaultKind.Secret, "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db-AbCdEf", "aws secretsmanager create-secret --name db --secret-string <value>")]
    [InlineData(StartFaultKind.Secret, "db", "aws secretsmanager create-secret --name db --secret-string <value>")]
    [InlineData(StartFaultKind.Parameter, "arn:aws:ssm:ap-northeast-1:123456789012:parameter/web/key", "aws ssm put-parameter --name /web/key --type SecureString --value <value>")]
    [InlineData(StartFaultKind.Parameter, "it's", @"aws ssm put-parameter --name 'it'\''s' --type SecureString --value <value>")]
    public void One_call_brings_it_there(StartFaultKind kind, string name, string? command)
    {
        var fault = new StartFault(kind, "some:Call", name, default);
        Assert.Equal(command, StartFaultWords.Mending(fault));
        foreach (var language in Enum.GetValues<Language>()) Assert.Contains(name, StartFaultWords.Cause(fault, language), StringComparison.Ordinal);
    }
}
