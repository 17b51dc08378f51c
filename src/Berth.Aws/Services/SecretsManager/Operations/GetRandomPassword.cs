using System.Security.Cryptography;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class GetRandomPassword : IOperation<GetRandomPasswordRequest, GetRandomPasswordResponse>
{
    private const long LengthDefault = 32;

    public static string Action => "secretsmanager:GetRandomPassword";

    public string Resource(GetRandomPasswordRequest request, Caller caller) => "*";

    public async Task<GetRandomPasswordResponse> Handle(GetRandomPasswordRequest request, Caller caller, CancellationToken cancel)
    {
        await Task.CompletedTask;
        var wish = new PasswordWish(
            (int)(request.PasswordLength ?? LengthDefault), request.ExcludeCharacters ?? "", request.ExcludeLowercase != true, request.ExcludeUppercase != true, request.ExcludeNumbers != true, request.ExcludePunctuation != true,
            request.IncludeSpace == true, request.RequireEachIncludedType != false);
        return new() { RandomPassword = RandomPassword.Make(wish, RandomNumberGenerator.GetInt32) ?? throw SecretsManagerErrors.InvalidParameter("The password cannot be made: too few characters are left, or it is too short for one of each type.") };
    }
}
