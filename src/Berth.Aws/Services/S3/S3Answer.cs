using System.Xml;
using Berth.Aws.Services.S3.Files;
using Berth.Aws.Services.S3.Xml;

namespace Berth.Aws.Services.S3;

/// <summary>An answer: headers, and nothing, a document, text or an object's bytes.</summary>
internal sealed record S3Answer(int Status = 200)
{
    public static readonly S3Answer NoContent = new(204);

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public byte[]? Document { get; init; }

    public string DocumentType { get; init; } = "application/xml";

    public ObjectContent? Content { get; init; }

    /// <param name="root">Name of the document's element.</param>
    public static S3Answer Xml(string root, Action<XmlWriter> content, params (string Name, string Value)[] headers) =>
        new() { Document = S3Xml.Write(root, content), Headers = [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))] };
}
