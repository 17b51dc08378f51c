using Berth.Conformance;
using Berth.Testing.Stores;

namespace Berth.Storage.Tests;

public sealed class MemoryStoreTests : StoreConformance
{
    protected override ValueTask<IStore> Open() => ValueTask.FromResult<IStore>(new MemoryStore());
}
