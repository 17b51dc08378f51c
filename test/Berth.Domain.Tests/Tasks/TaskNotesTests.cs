using Berth.Domain.Access;
using Berth.Domain.Diagnosis;
using Berth.Domain.Tasks;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.Tasks;

public sealed class TaskNotesTests
{
    private static readonly DateTimeOffset At = SampleTasks.Created.AddSeconds(5);

    // One token per refusal: a letter for its resource, then seconds since the first.
    [Theory]
    [InlineData("a0", "a")]
    [InlineData("a0 b1 a2", "ab")] // Known: the first stays.
    [InlineData("a0 b0 c0 d0 e0 f0 g0 h0 i0 j0", "abcdefghij")]
    [InlineData("a0 b0 c0 d0 e0 f0 g0 h0 i0 j0 k1", "abcdefghij")] // Full, and the newest is too young to make room.
    [InlineData("a0 b0 c0 d0 e0 f0 g0 h0 i0 j0 k60", "bcdefghijk")]
    [InlineData("a0 b0 c0 d0 e0 f0 g0 h0 i0 j0 k60 l61 m120", "cdefghijkm")]
    public void Keeps_the_newest_of_each_kind(string refusals, string kept)
    {
        var task = refusals.Split(' ').Aggregate(SampleTasks.Fresh(), (t, token) => TaskNotes.Refused(t, Refusal(token[..1]) with { At = At.AddSeconds(int.Parse(token[1..], null)) }));
        Assert.Equal(kept, string.Concat(task.Refusals.Select(r => r.Resource)));
    }

    [Fact]
    public void What_is_known_gives_the_same_record_back()
    {
        var task = TaskNotes.Refused(SampleTasks.Fresh(), Refusal("a"));
        Assert.Same(task, TaskNotes.Refused(task, Refusal("a") with { RequestId = "another", At = At.AddHours(1) }));
        Assert.Equal(2, TaskNotes.Refused(task, Refusal("a") with { Verdict = AccessVerdict.DeniedByBoundary }).Refusals.Count);
    }

    [Fact]
    public void Texts_of_callers_are_short_and_have_no_control_characters()
    {
        var kept = TaskNotes.Refused(SampleTasks.Fresh(), Refusal("x\u001b[31m\n" + new string('y', 5000))).Refusals[0];
        Assert.Equal(TaskNotes.TextLengthMax, kept.Resource.Length);
        Assert.StartsWith("x?[31m?y", kept.Resource, StringComparison.Ordinal);
        Assert.Equal("a?", TaskNotes.Missed(SampleTasks.Fresh(), Fault("a\r")).StartFaults[0].Name);
    }

    [Fact]
    public void What_a_start_missed_is_kept_until_the_task_has_started()
    {
        var task = TaskNotes.Missed(SampleTasks.Fresh(), Fault("a"));
        Assert.Same(task, TaskNotes.Missed(task, Fault("a") with { At = At.AddSeconds(1) }));
        Assert.Same(task, TaskNotes.Missed(task with { StartedAt = null }, Fault("a")) is { StartFaults.Count: 1 } ? task : null);
        var started = SampleTasks.Fresh() with { StartedAt = At };
        Assert.Same(started, TaskNotes.Missed(started, Fault("a")));
    }

    [Fact]
    public void Lists_never_grow_beyond_their_limits_and_a_note_twice_is_a_note_once() => Gen.Select(Gen.Int[0, 30], Gen.Int[0, 600]).List[0, 60].Sample(notes =>
    {
        var task = SampleTasks.Fresh();
        foreach (var (what, seconds) in notes)
        {
            task = TaskNotes.Refused(task, Refusal($"r{what}") with { At = At.AddSeconds(seconds) });
            task = TaskNotes.Missed(task, Fault($"f{what}"));
            Assert.Same(task, TaskNotes.Missed(task, Fault($"f{what}")));
        }

        Assert.InRange(task.Refusals.Count, Math.Min(notes.Select(n => n.Item1).Distinct().Count(), TaskNotes.RefusalsMax), TaskNotes.RefusalsMax);
        Assert.True(task.StartFaults.Count <= TaskNotes.FaultsMax);
        Assert.Equal(task.Refusals.Count, task.Refusals.DistinctBy(r => (r.Action, r.Resource, r.Verdict)).Count());
        Assert.Equal(1, task.Version); // Nothing that DescribeTasks shows changed.
    });

    [Fact]
    public void A_new_refusal_is_always_kept_in_the_end() => Gen.Int[0, 30].List[0, 60].Sample(resources =>
    {
        var task = resources.Aggregate(SampleTasks.Fresh(), (t, what) => TaskNotes.Refused(t, Refusal($"r{what}") with { At = At }));
        Assert.Contains(TaskNotes.Refused(task, Refusal("new") with { At = At + TaskNotes.ReplacedAfter }).Refusals, r => r.Resource == "new");
    });

    private static AccessEvidence Refusal(string resource) => new()
    {
        Action = "ecr:BatchGetImage",
        Resource = resource,
        PrincipalArn = "arn:aws:sts::123456789012:assumed-role/r/s",
        RoleArn = "arn:aws:iam::123456789012:role/r",
        Verdict = AccessVerdict.NoIdentityPolicyAllows,
        At = At,
    };

    private static StartFault Fault(string name) => new(StartFaultKind.LogGroup, "logs:CreateLogStream", name, At);
}
