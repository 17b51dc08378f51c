using System.Text.Json.Nodes;
using Berth.Domain.Containers;
using Berth.Node.Runtime.Oci;

namespace Berth.Node.Tests.Runtime.Oci;

public sealed class SeccompProfileTests
{
    private const string Profile = """
        {"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,"syscalls":[
          {"names":["read"],"action":"SCMP_ACT_ALLOW","args":[],"includes":{},"excludes":{}},
          {"names":["mount"],"action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_SYS_ADMIN"]}},
          {"names":["mount"],"action":"SCMP_ACT_ERRNO","errnoRet":1,"excludes":{"caps":["CAP_SYS_ADMIN"]}},
          {"names":["s390_pci_mmio_read"],"action":"SCMP_ACT_ALLOW","includes":{"arches":["s390"]}}]}
        """;

    [Fact]
    public void Rules_for_capabilities_that_are_missing_and_for_other_machines_are_left_out()
    {
        var converted = SeccompProfile.Convert(JsonNode.Parse(Profile)!.AsObject(), CapabilitySet.Default);
        Assert.Equal(["read/SCMP_ACT_ALLOW", "mount/SCMP_ACT_ERRNO"], converted["syscalls"]!.AsArray().Select(r => $"{r!["names"]![0]}/{r["action"]}"));
        Assert.Equal(38, (int)converted["defaultErrnoRet"]!);
    }
}
