using Berth.Node.Runtime;

namespace Berth.Node.Tests.Runtime;

public sealed class ContainerUserTests
{
    private static readonly string[] Passwd = ["root:x:0:0::/root:/bin/sh", "app:x:1000:1001::/:/bin/sh"];
    private static readonly string[] Group = ["root:x:0:", "app:x:1001:", "docker:x:999:other,app"];

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("app", 1000, 1001)]
    [InlineData("1000", 1000, 1001)]
    [InlineData("5000", 5000, 0)]
    [InlineData("app:docker", 1000, 999)]
    [InlineData("5000:6000", 5000, 6000)]
    public void Users_and_groups_are_read_as_docker_reads_them(string text, uint user, uint group)
    {
        var found = ContainerUser.Resolve(text, Passwd, Group);
        Assert.Equal((user, group), (found.UserId, found.GroupId));
    }

    [Fact]
    public void A_user_brings_its_other_groups() => Assert.Equal([999u], ContainerUser.Resolve("app", Passwd, Group).AdditionalGroups);

    [Theory]
    [InlineData("nobody", "unable to find user nobody: no matching entries in passwd file")]
    [InlineData("app:nogroup", "unable to find group nogroup: no matching entries in group file")]
    public void A_name_that_is_not_there_is_told(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ContainerStartException>(() => ContainerUser.Resolve(text, Passwd, Group)).Message);
}
