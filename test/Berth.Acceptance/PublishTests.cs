using System.Text;
using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>The .NET SDK's container support against the registry, as a developer uses it: no Dockerfile, no docker.</summary>
[Collection(OneInstallation.Name)]
public sealed class PublishTests(BerthInstallation berth) : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <UseAppHost>false</UseAppHost>
          </PropertyGroup>
        </Project>
        """;

    private readonly Scenery scenery = new(berth);
    private readonly string folder = Directory.CreateTempSubdirectory("berth-publish-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("localhost", "OCI", false)]
    [InlineData("localhost", "Docker", true)]
    [InlineData("127.0.0.1", "OCI", true)]
    public async Task Dotnet_publishes_an_image(string host, string format, bool pieces)
    {
        var name = $"published-{host.Replace('.', '-')}-{(pieces ? "pieces" : "whole")}";
        await scenery.Image(name + "-base");
        await berth.Aws.Json("ecr", "create-repository", "--repository-name", name);
        var registry = $"{host}:{berth.Port}";
        await File.WriteAllTextAsync(Path.Combine(folder, "hello.csproj"), Project);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine(\"hello\");");
        await LogIn(registry);
        var environment = new Dictionary<string, string> { ["DOCKER_CONFIG"] = folder, ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = registry };
        if (pieces) (environment["SDK_CONTAINER_REGISTRY_CHUNKED_UPLOAD"], environment["SDK_CONTAINER_REGISTRY_CHUNKED_UPLOAD_SIZE_BYTES"]) = ("true", "1024");
        var tag = format == "Docker" ? await DockerBase($"{registry}/{name}-base") : "1";
        var published = await Command.Run(
            "dotnet",
            [
                "publish", folder, "-c", "Release", "-t:PublishContainer", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:ContainerRegistry=" + registry, $"-p:ContainerBaseImage={registry}/{name}-base:{tag}",
                "-p:ContainerRepository=" + name, "-p:ContainerImageTag=v1", "-p:ContainerImageFormat=" + format,
            ],
            environment);
        Assert.True(published.ExitCode == 0, published.ToString());

        // The base image's layer was mounted from its repository, or sent again; the program's own is there either way.
        var got = (await berth.Aws.Json("ecr", "batch-get-image", "--repository-name", name, "--image-ids", "imageTag=v1"))["images"]![0]!;
        Assert.Contains(format == "OCI" ? "oci.image" : "docker.distribution", got["imageManifestMediaType"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(2, JsonNode.Parse(got["imageManifest"]!.GetValue<string>())!["layers"]!.AsArray().Count);
        var password = (await berth.Aws.Try("ecr", "get-login-password")).Output.Trim();
        var seen = await Command.Run("skopeo", ["inspect", "--config", "--tls-verify=false", "--creds", "AWS:" + password, $"docker://{registry}/{name}:v1"]);
        Assert.True(seen.ExitCode == 0, seen.ToString());
        Assert.Contains("hello.dll", seen.Output, StringComparison.Ordinal);
    }

    /// <summary>The SDK keeps the media types of the base image's layers, and an image of docker's format may not mix them.</summary>
    /// <returns>The tag of the same base in docker's format.</returns>
    private async Task<string> DockerBase(string repository)
    {
        var password = "AWS:" + (await berth.Aws.Try("ecr", "get-login-password")).Output.Trim();
        var copied = await Command.Run(
            "skopeo", ["copy", "--format=v2s2", "--src-tls-verify=false", "--dest-tls-verify=false", "--src-creds", password, "--dest-creds", password, $"docker://{repository}:1", $"docker://{repository}:docker"]);
        Assert.True(copied.ExitCode == 0, copied.ToString());
        return "docker";
    }

    /// <summary>What docker login leaves behind.</summary>
    private async Task LogIn(string registry)
    {
        var password = (await berth.Aws.Try("ecr", "get-login-password")).Output.Trim();
        var auths = new JsonObject { [registry] = new JsonObject { ["auth"] = Convert.ToBase64String(Encoding.ASCII.GetBytes("AWS:" + password)) } };
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), new JsonObject { ["auths"] = auths }.ToJsonString());
    }
}
