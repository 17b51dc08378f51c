namespace Berth.AgentProtocol;

/// <summary>What the node fetches with the execution role's keys when the task starts. The value is nowhere but in the node's memory and in the container.</summary>
/// <param name="Name">Of the variable, or of the log driver's option.</param>
/// <param name="ValueFrom">As in the task definition: a secret's ARN with what follows it, a parameter's ARN or name.</param>
public sealed record NativeSecret(string Name, string ValueFrom);
