using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Signing;
using Berth.Aws.Tests.Driving;
using Berth.Aws.Tests.Services.Ecs;
using Berth.Domain.Diagnosis;
using Berth.Domain.Tasks;
using Berth.Storage;
using Berth.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Services.Ecr;

/// <summary>IAM decides every request of the registry, whoever's password it comes with.</summary>
public sealed class RegistryAccessTests(AwsFront berth)
{
    private const string Login = "ecr:GetAuthorizationToken";

    [Theory]
    [InlineData("GET", "manifests/v1", "ecr:BatchGetImage")]
    [InlineData("HEAD", "manifests/v1", "ecr:BatchGetImage")]
    [InlineData("PUT", "manifests/v1", "ecr:PutImage")]
    [InlineData("DELETE", "manifests/v1", "ecr:BatchDeleteImage")]
    [InlineData("GET", "blobs/LAYER", "ecr:GetDownloadUrlForLayer")]
    [InlineData("HEAD", "blobs/LAYER", "ecr:BatchCheckLayerAvailability")]
    [InlineData("GET", "tags/list", "ecr:ListImages")]
    [InlineData("POST", "blobs/uploads/", "ecr:InitiateLayerUpload")]
    [InlineData("PATCH", "blobs/uploads/00000000-0000-0000-0000-000000000000", "ecr:UploadLayerPart")]
    [InlineData("GET", "blobs/uploads/00000000-0000-0000-0000-000000000000", "ecr:UploadLayerPart")]
    [InlineData("DELETE", "blobs/uploads/00000000-0000-0000-0000-000000000000", "ecr:UploadLayerPart")]
    [InlineData("PUT", "blobs/uploads/00000000-0000-0000-0000-000000000000?digest=LAYER", "ecr:CompleteLayerUpload")]
    public async Task Each_request_needs_its_action_on_the_repository(string method, string path, string action)
    {
        var ecr = await new EcrScenery(berth).Create();
        await ecr.Image("one", "v1");
        path = $"/v2/{ecr.Name}/{path.Replace("LAYER", EcrScenery.Digest("one"), StringComparison.Ordinal)}";
        var session = await new SessionScenery(berth).Role(Statement("Allow", Login));
        using var registry = await ecr.Registry(await session.Session());
        var refused = await registry.SendAsync(new(new HttpMethod(method), path));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        if (method != "HEAD")
        {
            var error = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["errors"]![0]!;
            Assert.Equal(
                ("DENIED", $"User: {session.SessionArn} is not authorized to perform: {action} on resource: {ecr.Arn} because no identity-based policy allows the {action} action"), ((string)error["code"]!, (string)error["message"]!));
        }

        await session.Put(Statement("Allow", Login), Statement("Allow", action, ecr.Arn + "-other"));
        Assert.Equal(HttpStatusCode.Forbidden, (await registry.SendAsync(new(new HttpMethod(method), path))).StatusCode);
        await session.Put(Statement("Allow", Login), Statement("Allow", action, ecr.Arn));
        Assert.NotEqual(HttpStatusCode.Forbidden, (await registry.SendAsync(new(new HttpMethod(method), path))).StatusCode);
    }

    [Fact]
    public async Task A_policy_of_the_repository_permits_and_denies()
    {
        var ecr = await new EcrScenery(berth).Create();
        await ecr.Image("one", "v1");
        var session = await new SessionScenery(berth).Role(Statement("Allow", Login));
        using var registry = await ecr.Registry(await session.Session());
        Assert.Equal("RepositoryPolicyNotFoundException", (await ecr.Refused("GetRepositoryPolicy")).Code);
        var policy = Policy("Allow", session.RoleArn, "ecr:BatchGetImage");
        Assert.Equal(policy, (string)(await ecr.Call("SetRepositoryPolicy", ("policyText", policy)))["policyText"]!);
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/v2/{ecr.Name}/manifests/v1")).StatusCode);

        await session.Put(Statement("Allow", "*"));
        await ecr.Call("SetRepositoryPolicy", ("policyText", Policy("Deny", session.RoleArn, "ecr:BatchGetImage")));
        var denied = await registry.GetAsync($"/v2/{ecr.Name}/manifests/v1");
        Assert.Contains("with an explicit deny in a resource-based policy", await denied.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await ecr.Call("DeleteRepositoryPolicy");
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/v2/{ecr.Name}/manifests/v1")).StatusCode);
        Assert.Equal(
            $"Repository policy does not exist for the repository with name '{ecr.Name}' in the registry with id '123456789012'", (await ecr.Refused("DeleteRepositoryPolicy")).Message);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Principal":"*","Action":"ecr:*"}]}""")]
    public async Task A_policy_that_makes_no_sense_is_refused(string text)
    {
        var ecr = await new EcrScenery(berth).Create();
        var refused = await ecr.Refused("SetRepositoryPolicy", ("policyText", text));
        Assert.Equal(("InvalidParameterException", "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'"), (refused.Code, refused.Message));
        Assert.Equal("RepositoryPolicyNotFoundException", (await ecr.Refused("GetRepositoryPolicy")).Code);
    }

    [Fact]
    public async Task Who_would_lock_themselves_out_must_say_so()
    {
        var ecr = await new EcrScenery(berth).Create();
        var policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"ecr:SetRepositoryPolicy"}]}""";
        Assert.Equal("InvalidParameterException", (await ecr.Refused("SetRepositoryPolicy", ("policyText", policy))).Code);
        await ecr.Call("SetRepositoryPolicy", ("policyText", policy), ("force", true));
        Assert.Equal("AccessDeniedException", (await ecr.Refused("SetRepositoryPolicy", ("policyText", policy))).Code);
    }

    [Fact]
    public async Task A_layer_is_mounted_only_from_where_it_may_be_read()
    {
        var (source, target) = (await new EcrScenery(berth).Create(), await new EcrScenery(berth).Create());
        var digest = await source.Layer("secret layer");
        var session = await new SessionScenery(berth).Role(Statement("Allow", Login), Statement("Allow", "ecr:*", target.Arn));
        using var registry = await target.Registry(await session.Session());
        var mount = $"/v2/{target.Name}/blobs/uploads/?mount={digest}&from={source.Name}";
        Assert.Equal(HttpStatusCode.Accepted, (await registry.PostAsync(mount, null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await registry.GetAsync($"/v2/{target.Name}/blobs/{digest}")).StatusCode);
        await session.Put(Statement("Allow", Login), Statement("Allow", "ecr:*", target.Arn), Statement("Allow", "ecr:GetDownloadUrlForLayer", source.Arn));
        Assert.Equal(HttpStatusCode.Created, (await registry.PostAsync(mount, null)).StatusCode);
    }

    [Fact]
    public async Task Tags_of_the_repository_and_of_the_request_count()
    {
        var session = await new SessionScenery(berth).Role(Statement("Allow", Login),
            Statement("Allow", "ecr:BatchGetImage", condition: """{"StringEquals":{"aws:ResourceTag/team":"blue"}}"""),
            Statement("Allow", "ecr:CreateRepository"), Statement("Allow", "ecr:TagResource", condition: """{"StringEquals":{"aws:RequestTag/team":"blue"}}"""));
        var client = await session.Session();
        var ecr = new EcrScenery(berth);
        JsonObject Request(string team) => ecr.Request(("tags", new JsonArray(new JsonObject { ["Key"] = "team", ["Value"] = team })));
        Assert.Equal("AccessDeniedException", (await client.Refused("ecr", "CreateRepository", Request("red"))).Code);
        await client.Call("ecr", "CreateRepository", Request("blue"));
        await ecr.Image("one", "v1");
        using var registry = await ecr.Registry(client);
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/v2/{ecr.Name}/manifests/v1")).StatusCode);
        await ecr.Client.Call("ecr", "UntagResource", new JsonObject { ["resourceArn"] = ecr.Arn, ["tagKeys"] = new JsonArray("team") });
        Assert.Equal(HttpStatusCode.Forbidden, (await registry.GetAsync($"/v2/{ecr.Name}/manifests/v1")).StatusCode);
    }

    [Fact]
    public async Task The_password_of_a_deleted_role_is_worth_nothing_even_when_one_of_its_name_comes_back()
    {
        var ecr = await new EcrScenery(berth).Create();
        var session = await new SessionScenery(berth).Role(Statement("Allow", "*"));
        using var registry = await ecr.Registry(await session.Session());
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync("/v2/")).StatusCode);
        await ecr.Client.Query("iam", "DeleteRolePolicy", ("RoleName", session.RoleName), ("PolicyName", "own"));
        await ecr.Client.Query("iam", "DeleteRole", ("RoleName", session.RoleName));
        Assert.Equal(HttpStatusCode.Forbidden, (await registry.GetAsync("/v2/")).StatusCode);
        await session.Role(Statement("Allow", "*"));
        var refused = await registry.GetAsync($"/v2/{ecr.Name}/tags/list");
        Assert.Equal((HttpStatusCode.Forbidden, """{"errors":[{"code":"DENIED","message":"Your Authorization Token is invalid."}]}"""), (refused.StatusCode, await refused.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_tasks_password_dies_with_it_and_what_its_start_misses_is_kept()
    {
        var ecs = await new EcsScenery(berth.Client()).Prepare();
        var taskArn = (string)(await ecs.Run())["tasks"]![0]!["taskArn"]!;
        var ecr = await new EcrScenery(berth).Create();
        var session = await new SessionScenery(berth).Role(Statement("Allow", "ecr:*"));
        using var registry = await ecr.Registry(await session.Session(taskArn));
        Assert.Equal(HttpStatusCode.NotFound, (await registry.SendAsync(new(HttpMethod.Head, $"/v2/{ecr.Name}/manifests/v9"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await registry.GetAsync($"/v2/{ecr.Name}-gone/manifests/v9")).StatusCode);
        var id = $"{ecs.ClusterName}/{taskArn[(taskArn.LastIndexOf('/') + 1)..]}";
        var faults = (await berth.Store.Find<TaskRecord>("task", id))!.Value.Record.StartFaults;
        Assert.Equal([(StartFaultKind.Image, ecr.Name + ":v9"), (StartFaultKind.Repository, ecr.Name + "-gone")], faults.Select(f => (f.Kind, f.Name)));

        await berth.Store.Change<TaskRecord>("task", id, old => old! with { LastStatus = Berth.Domain.Tasks.TaskStatus.Stopped });
        Assert.Equal(HttpStatusCode.Forbidden, (await registry.GetAsync($"/v2/{ecr.Name}/tags/list")).StatusCode);
    }

    [Fact]
    public void A_password_ends_after_twelve_hours_or_with_the_sessions_keys()
    {
        var clock = new ShiftedTime();
        var tokens = new RegistryTokens(berth.Keys, clock);
        var root = new Principal("arn:aws:iam::123456789012:root", "123456789012", null);
        var session = root with { RoleArn = "arn:aws:iam::123456789012:role/r", SessionPolicy = "{}", SessionPolicyArns = ["arn:aws:iam::aws:policy/P"], TaskArn = "t", Expiration = DateTimeOffset.UtcNow.AddHours(1) };
        var (longer, shorter) = (tokens.Issue(root).Token, tokens.Issue(session).Token);
        var read = Assert.IsType<RegistryLogin.Of>(tokens.Verify(shorter)).Principal;
        Assert.Equal((session.RoleArn, session.SessionPolicy, session.TaskArn, session.SessionPolicyArns[0]), (read.RoleArn, read.SessionPolicy, read.TaskArn, read.SessionPolicyArns[0]));
        clock.Ahead = TimeSpan.FromHours(2);
        Assert.IsType<RegistryLogin.Expired>(tokens.Verify(shorter));
        Assert.IsType<RegistryLogin.Of>(tokens.Verify(longer));
        clock.Ahead = TimeSpan.FromHours(13);
        Assert.IsType<RegistryLogin.Expired>(tokens.Verify(longer));
        Assert.IsType<RegistryLogin.Invalid>(tokens.Verify(longer[..^2] + "AA"));
        Assert.IsType<RegistryLogin.Invalid>(tokens.Verify(tokens.IssueForLayer("r", "sha256:0")));
    }

    [Fact]
    public async Task An_old_password_says_that_it_is_old()
    {
        var ecr = await new EcrScenery(berth).Create();
        var past = new RegistryTokens(berth.Keys, new ShiftedTime { Ahead = TimeSpan.FromHours(-13) });
        var token = past.Issue(new("arn:aws:iam::123456789012:root", "123456789012", null)).Token;
        using var registry = ecr.Registry(Convert.ToBase64String(Encoding.ASCII.GetBytes("AWS:" + token)));
        var refused = await registry.GetAsync("/v2/");
        Assert.Equal(
            (HttpStatusCode.Forbidden, """{"errors":[{"code":"DENIED","message":"Your authorization token has expired. Reauthenticate and try again."}]}"""), (refused.StatusCode, await refused.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_pushers_race_with_the_sweeps_loses_no_layer()
    {
        var ecr = await new EcrScenery(berth).Create();
        var (blobs, images) = (berth.Services.GetRequiredService<BlobSweep>(), berth.Services.GetRequiredService<Berth.Aws.Services.Ecr.LifecycleSweep>());
        await ecr.Call("PutLifecyclePolicy", ("lifecyclePolicyText",
            """{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":1},"action":{"type":"expire"}}]}"""));
        await Task.WhenAll(
            Task.Run(async () =>
            {
                for (var i = 0; i < 10; i++) await ecr.Image($"raced {i}", "latest");
            }),
            Task.Run(async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await blobs.Sweep(CancellationToken.None);
                    await images.Sweep(CancellationToken.None);
                }
            }));
        using var registry = await ecr.Registry();
        Assert.Equal("raced 9", await registry.GetStringAsync($"/v2/{ecr.Name}/blobs/{EcrScenery.Digest("raced 9")}"));
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/v2/{ecr.Name}/manifests/latest")).StatusCode);
    }

    private static string Policy(string effect, string principal, string action) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Sid":"s","Effect":"{{effect}}","Principal":{"AWS":"{{principal}}"},"Action":"{{action}}"}]}""";
}
