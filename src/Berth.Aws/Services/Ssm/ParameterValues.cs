using System.Text;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms;
using Berth.Domain.Keys;
using Berth.Domain.Parameters;

namespace Berth.Aws.Services.Ssm;

/// <summary>Seals and opens values. Of a SecureString with the caller's rights on its key; plain strings are sealed for the disk alone.</summary>
internal sealed class ParameterValues(KmsKeys keys, KeyAccess access)
{
    public async Task<string> Seal(string arn, string type, string? keyId, string value, Caller caller, CancellationToken cancel)
    {
        var context = Context(arn);
        var key = await KeyFor(type, keyId, cancel);
        if (type == SsmNames.Secure)
        {
            await access.Require(key, "kms:Encrypt", caller, context, SsmNames.ViaService, cancel);
            if (KeyStates.Use(key) is { } refusal) throw SsmErrors.InvalidKey(KmsErrors.From(refusal, key).Message);
        }

        return Convert.ToBase64String(keys.Encrypt(key, Encoding.UTF8.GetBytes(value), context));
    }

    /// <param name="decrypt">Without, a SecureString stays as it is stored.</param>
    public async Task<string> Open(ParameterRecord parameter, ParameterVersion version, bool decrypt, Caller caller, CancellationToken cancel)
    {
        var secure = version.Type == SsmNames.Secure;
        if (secure && !decrypt) return version.Sealed;
        var context = Context(parameter.Arn);
        var blob = Convert.FromBase64String(version.Sealed);
        KeyRecord key;
        try
        {
            key = await keys.KeyOf(blob, cancel);
        }
        catch (AwsException gone) when (gone.Code == "InvalidCiphertextException")
        {
            throw SsmErrors.InvalidKey($"The key that encrypts {parameter.Name} is gone.");
        }

        if (secure)
        {
            await access.Require(key, "kms:Decrypt", caller, context, SsmNames.ViaService, cancel);
            if (KeyStates.Use(key) is { } refusal) throw SsmErrors.InvalidKey(KmsErrors.From(refusal, key).Message);
        }

        return Encoding.UTF8.GetString(keys.TryDecrypt(key, blob, context) ?? throw SsmErrors.InvalidKey($"The value of {parameter.Name} does not open: it was changed, or is another parameter's."));
    }

    private async Task<KeyRecord> KeyFor(string type, string? keyId, CancellationToken cancel)
    {
        if (type != SsmNames.Secure || keyId is null) return await keys.Managed(SsmNames.ViaService, cancel);
        try
        {
            return await keys.Resolve(keyId, cancel);
        }
        catch (AwsException missing) when (missing.Code == "NotFoundException")
        {
            throw SsmErrors.InvalidKey(missing.Message);
        }
    }

    private static Dictionary<string, string> Context(string arn) => new() { ["PARAMETER_ARN"] = arn };
}
