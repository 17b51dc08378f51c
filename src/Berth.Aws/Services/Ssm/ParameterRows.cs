using Berth.Domain.Kernel;
using Berth.Domain.Parameters;
using Berth.Storage;

namespace Berth.Aws.Services.Ssm;

internal sealed class ParameterRows(IStore store)
{
    /// <param name="given">A name or an ARN, without a selector.</param>
    public async Task<ParameterRecord?> Find(string given, AwsScope scope, CancellationToken cancel)
    {
        var name = SsmNames.Name(given, scope);
        if (await Named(name, cancel) is { } found) return found;

        // An ARN does not tell whether a name of one level begins with a slash.
        return name != given && !name.StartsWith('/') ? await Named("/" + name, cancel) : null;
    }

    public async Task<IReadOnlyList<ParameterRecord>> All(CancellationToken cancel) => await store.FindAll<ParameterRecord>(SsmNames.ParameterKind, cancel: cancel);

    /// <param name="change">Gets null when there is none; answers null to delete. May run several times; may throw to refuse.</param>
    public Task<ParameterRecord?> Change(string name, Func<ParameterRecord?, ParameterRecord?> change, CancellationToken cancel) => store.Change(SsmNames.ParameterKind, name, change, cancel);

    private async Task<ParameterRecord?> Named(string name, CancellationToken cancel) => (await store.Find<ParameterRecord>(SsmNames.ParameterKind, name, cancel))?.Record;
}
