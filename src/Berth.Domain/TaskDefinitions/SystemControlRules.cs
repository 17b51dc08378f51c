using System.Text.RegularExpressions;

namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at kernel parameters: those of the network and of IPC, on Fargate too. Source: ECS API, SystemControl.</summary>
internal static partial class SystemControlRules
{
    private static readonly string[] Ipc =
        ["kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"];

    public static IEnumerable<string> Check(ContainerDraft container)
    {
        foreach (var control in container.SystemControls)
        {
            if (control.Namespace is null || !(Ipc.Contains(control.Namespace, StringComparer.Ordinal) || Prefixed().IsMatch(control.Namespace)))
                yield return $"Invalid 'systemControls' setting for container '{container.Name}'. Unsupported namespace: '{control.Namespace}'.";
            if (string.IsNullOrEmpty(control.Value)) yield return $"Invalid 'systemControls' setting for container '{container.Name}'. '{control.Namespace}' has no value.";
        }

        foreach (var twice in container.SystemControls.GroupBy(s => s.Namespace, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return $"Invalid 'systemControls' setting for container '{container.Name}'. '{twice.Key}' is given {twice.Count()} times.";
    }

    /// <summary>Names only: no slash and no empty part, so that no name leads out of its folder in /proc/sys.</summary>
    [GeneratedRegex(@"^(net|fs\.mqueue)(\.[A-Za-z0-9_-]+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefixed();
}
