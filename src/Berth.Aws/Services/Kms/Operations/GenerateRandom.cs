using System.Security.Cryptography;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class GenerateRandom : IOperation<GenerateRandomRequest, GenerateRandomResponse>
{
    public static string Action => "kms:GenerateRandom";

    public string Resource(GenerateRandomRequest request, Caller caller) => "*";

    public async Task<GenerateRandomResponse> Handle(GenerateRandomRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.CustomKeyStoreId is not null || request.Recipient is not null) throw KmsErrors.NotYet("custom key stores and recipients");
        if (request.NumberOfBytes is not { } count) throw KmsErrors.Validation("NumberOfBytes is required.");
        await Task.CompletedTask;
        return new() { Plaintext = RandomNumberGenerator.GetBytes(count) };
    }
}
