namespace Berth.Aws.Services.Iam;

internal static class IamPages
{
    /// <summary>100 when nothing is said; the model's own rule holds it between 1 and 1,000.</summary>
    public static int Size(int? asked) => asked ?? 100;
}
