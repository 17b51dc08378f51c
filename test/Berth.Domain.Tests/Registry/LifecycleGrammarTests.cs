using Berth.Domain.Registry;
using CsCheck;

namespace Berth.Domain.Tests.Registry;

public sealed class LifecycleGrammarTests
{
    private const string Action = """ "action":{"type":"expire"} """;
    private const string Untagged = """{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":14},"action":{"type":"expire"}}""";

    [Fact]
    public void A_policy_is_understood()
    {
        var policy = Assert.IsType<LifecycleReading.Understood>(LifecycleGrammar.Read(Rules(
            Untagged, Rule(2, """{"tagStatus":"tagged","tagPrefixList":["v","w"],"countType":"imageCountMoreThan","countNumber":30}"""),
            Rule(3, """{"tagStatus":"tagged","tagPatternList":["*-dev"],"countType":"imageCountMoreThan","countNumber":1}"""),
            Rule(4, """{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":9}""")))).Policy;
        Assert.Equal(
            ["1 Untagged  SinceImagePushed 14", "2 Tagged v*,w* ImageCountMoreThan 30", "3 Tagged *-dev ImageCountMoreThan 1", "4 Any  ImageCountMoreThan 9"],
            policy.Rules.Select(r => $"{r.Priority} {r.TagStatus} {string.Join(',', r.TagPatterns)} {r.CountType} {r.CountNumber}"));
    }

    [Theory]
    [InlineData("not json", "Could not map policyString into LifecyclePolicy.")]
    [InlineData("[]", "Could not map policyString into LifecyclePolicy.")]
    [InlineData("{}", "object has missing required properties ([\"rules\"])")]
    [InlineData("""{"rules":[],"more":1}""", "object instance has properties which are not allowed by the schema: ([\"more\"])")]
    [InlineData("""{"rules":{}}""", "instance type (object) does not match any allowed primitive type (allowed: [\"array\"])")]
    [InlineData("""{"rules":[]}""", "array is too short: must have at least 1 elements but instance has 0 elements")]
    [InlineData("""{"rules":["x"]}""", "instance type (string) does not match any allowed primitive type (allowed: [\"object\"])")]
    [InlineData("""{"rules":[{"description":"x"}]}""", "object has missing required properties ([\"action\",\"rulePriority\",\"selection\"])")]
    public void The_structure_comes_first(string text, string fault) => Assert.Equal(fault, Fault(text));

    [Theory]
    [InlineData("""{"tagStatus":"tagged","countType":"imageCountMoreThan","countNumber":1}""", "Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED.")]
    [InlineData("""{"tagStatus":"tagged","tagPrefixList":[],"countType":"imageCountMoreThan","countNumber":1}""", "Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED.")]
    [InlineData("""{"tagStatus":"tagged","tagPrefixList":["a"],"tagPatternList":["b"],"countType":"imageCountMoreThan","countNumber":1}""", "Cannot specify both tagPrefixList and tagPatternList in one rule.")]
    [InlineData("""{"tagStatus":"tagged","tagPatternList":["*a*b*c*d*"],"countType":"imageCountMoreThan","countNumber":1}""", "tagPatternList can have at most 4 wildcards per pattern: *a*b*c*d*")]
    [InlineData("""{"tagStatus":"any","tagPrefixList":["a"],"countType":"imageCountMoreThan","countNumber":1}""", "tagPrefixList and tagPatternList cannot be specified when tagStatus=ANY.")]
    [InlineData("""{"tagStatus":"some","countType":"imageCountMoreThan","countNumber":1}""", "instance value (\"some\") not found in enum (possible values: [\"any\",\"tagged\",\"untagged\"])")]
    [InlineData("""{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":0}""", "numeric instance is lower than the required minimum (minimum: 1, found: 0)")]
    [InlineData("""{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":"1"}""", "instance type (string) does not match any allowed primitive type (allowed: [\"integer\"])")]
    [InlineData("""{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":1,"countUnit":"days"}""", "instance failed to match exactly one schema (matched 0 out of 2)")]
    [InlineData("""{"tagStatus":"any","countType":"sinceImagePushed","countNumber":1}""", "instance failed to match exactly one schema (matched 0 out of 2)")]
    [InlineData("""{"tagStatus":"any","countType":"sinceImagePushed","countNumber":1,"countUnit":"hours"}""", "instance value (\"hours\") not found in enum (possible values: [\"days\"])")]
    [InlineData("""{"tagStatus":"any","countType":"else","countNumber":1}""", "instance failed to match exactly one schema (matched 0 out of 2)")]
    public void A_selection_must_make_sense(string selection, string fault) => Assert.Equal(fault, Fault(Rules(Rule(1, selection))));

    [Theory]
    [InlineData(1, 2, "Only one rule can select Untagged images per storage class")]
    [InlineData(1, 1, "Rule priorities must be unique.")]
    public void Untagged_images_have_one_rule(int first, int second, string fault)
    {
        const string Selection = """{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":1}""";
        Assert.Equal(fault, Fault(Rules(Rule(first, Selection), Rule(second, Selection))));
    }

    [Fact]
    public void The_rule_for_any_image_comes_last() => Assert.Equal(
        "Rule for tagStatus=ANY must have the lowest priority per storage class", Fault(Rules(Rule(1, """{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":1}"""), Untagged.Replace(":1,", ":2,", StringComparison.Ordinal))));

    [Fact]
    public void No_two_rules_select_the_same_tags() => Assert.Equal(
        "Rules must not select the same tagPrefixList or tagPatternList.",
        Fault(Rules(Rule(1, """{"tagStatus":"tagged","tagPrefixList":["a"],"countType":"imageCountMoreThan","countNumber":1}"""), Rule(2, """{"tagStatus":"tagged","tagPrefixList":["a"],"countType":"imageCountMoreThan","countNumber":2}"""))));

    [Theory]
    [InlineData("""{"tagStatus":"any","countType":"sinceImagePulled","countUnit":"days","countNumber":1}""", """{"type":"expire"}""", "the lifecycle countType sinceImagePulled")]
    [InlineData("""{"tagStatus":"any","storageClass":"archive","countType":"imageCountMoreThan","countNumber":1}""", """{"type":"expire"}""", "storageClass in a lifecycle rule")]
    [InlineData("""{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":1}""", """{"type":"transition","targetStorageClass":"archive"}""", "the lifecycle action transition")]
    public void What_only_AWS_does_is_named(string selection, string action, string what) => Assert.Equal(
        what, Assert.IsType<LifecycleReading.Unknown>(LifecycleGrammar.Read(Rules($$"""{"rulePriority":1,"selection":{{selection}},"action":{{action}}}"""))).What);

    [Fact]
    public void An_action_is_to_expire() => Assert.Equal(
        "instance value (\"drop\") not found in enum (possible values: [\"expire\"])", Fault(Rules(Untagged.Replace("expire", "drop", StringComparison.Ordinal))));

    [Fact]
    public void Whatever_comes_is_answered() => Gen.Select(Gen.Int[0, 250], Gen.Char["{}[]\",:x0"]).Sample((place, letter) =>
    {
        var text = Rules(Untagged, Rule(2, """{"tagStatus":"tagged","tagPrefixList":["v"],"countType":"imageCountMoreThan","countNumber":30}"""));
        Assert.NotNull(LifecycleGrammar.Read(text[..(place % text.Length)] + letter + text[((place % text.Length) + 1)..]));
    });

    private static string Rules(params string[] rules) => $$"""{"rules":[{{string.Join(',', rules)}}]}""";

    private static string Rule(int priority, string selection) => $$"""{"rulePriority":{{priority}},"description":"d","selection":{{selection}},{{Action}}}""";

    private static string Fault(string text) => Assert.IsType<LifecycleReading.Malformed>(LifecycleGrammar.Read(text)).Fault;
}
