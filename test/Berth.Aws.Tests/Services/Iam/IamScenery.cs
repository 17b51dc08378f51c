using System.Xml.Linq;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Iam;

/// <summary>What tests of IAM have in common: names of their own, documents, and calls.</summary>
internal static class IamScenery
{
    public const string Account = "123456789012";
    public const string RootTrust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]}""";
    public const string ReadS3 = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
    public const string Administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

    public static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid().ToString("N")[..8]}";

    public static Task<XElement> Iam(this ApiClient client, string action, params (string, string)[] parameters) => client.Query("iam", action, parameters);

    public static async Task<(string Code, string Message)> IamRefused(this ApiClient client, string action, params (string, string)[] parameters)
    {
        var error = await client.QueryRefused("iam", action, parameters);
        return (error.Code, error.Message);
    }

    public static string Only(this XElement answer, string name) => answer.Descendants(name).Single().Value;

    public static IReadOnlyList<string> All(this XElement answer, string name) => [.. answer.Descendants(name).Select(e => e.Value)];

    /// <summary>Makes a user with a key.</summary>
    public static async Task<ApiKey> UserKey(this ApiClient client, string user)
    {
        await client.Iam("CreateUser", ("UserName", user));
        var key = await client.Iam("CreateAccessKey", ("UserName", user));
        return new(key.Only("AccessKeyId"), key.Only("SecretAccessKey"), null);
    }

    public static ApiKey SessionKey(XElement answer) => new(answer.Only("AccessKeyId"), answer.Only("SecretAccessKey"), answer.Only("SessionToken"));
}
