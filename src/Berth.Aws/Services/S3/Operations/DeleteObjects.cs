using System.Xml.Linq;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.S3.Xml;
using Berth.Domain.Access;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3.Operations;

/// <summary>Deletes up to a thousand objects. Each is authorised and fails on its own.</summary>
internal sealed class DeleteObjects(S3Rows rows, IAuthorizer authorizer) : IS3Operation
{
    private const int KeysMax = 1000;

    public static string Action => "s3:DeleteObject";

    /// <summary>None for the whole: keys are known only when the document has been read.</summary>
    public IReadOnlyList<AccessDemand> Demands(S3Request request) => [];

    public async Task<S3Answer> Handle(S3Request request, CancellationToken cancel)
    {
        var promise = request.Body.Promise();
        if (promise.Md5 is null && promise.ChecksumAlgorithm is null) throw S3Errors.InvalidRequest("Missing required header for this request: Content-MD5");
        var document = S3Xml.Read(await request.Body.ReadDocument(checksumIsOfBody: true, cancel), "Delete");
        S3Xml.Only(document, "Object", "Quiet");
        var keys = document.Elements("Object").Select(KeyOf).ToList();
        if (keys.Count is 0 or > KeysMax) throw S3Errors.MalformedXml();
        var results = new List<(string Key, AwsException? Refusal)>();
        foreach (var key in keys) results.Add((key, await Delete(request, key, cancel)));

        var quiet = document.Element("Quiet")?.Value == "true";
        return S3Answer.Xml("DeleteResult", xml =>
        {
            foreach (var (key, refusal) in results)
            {
                if (refusal is null && quiet) continue;
                xml.WriteStartElement(refusal is null ? "Deleted" : "Error");
                xml.WriteElementString("Key", key);
                if (refusal is not null)
                {
                    xml.WriteElementString("Code", refusal.Code == "AccessDeniedException" ? "AccessDenied" : refusal.Code);
                    xml.WriteElementString("Message", refusal.Message);
                }

                xml.WriteEndElement();
            }
        });
    }

    private static string KeyOf(XElement element)
    {
        if (element.Element("VersionId")?.Value is not (null or "" or "null")) throw S3Errors.NotImplemented("Object.VersionId");
        S3Xml.Only(element, "Key", "VersionId");
        return element.Element("Key")?.Value is { Length: > 0 } key ? key : throw S3Errors.MalformedXml();
    }

    private async Task<AwsException?> Delete(S3Request request, string key, CancellationToken cancel)
    {
        try
        {
            await authorizer.Require(request.Caller, new(Action, S3Names.ObjectArn(request.Bucket, key)), cancel);
            await rows.DeleteObject(request.Bucket, key, ObjectConditions.None, cancel);
            return null;
        }
        catch (AwsException refusal)
        {
            return refusal;
        }
    }
}
