namespace Berth.Domain.Kernel;

/// <summary>Where ids come from, so that deciders and tests can name them. Handed over by the composition root.</summary>
public interface IIdSource
{
    /// <summary>Lower-case hexadecimal digits: 32 for tasks, 17 for EC2 ids.</summary>
    string Hex(int digits);

    /// <summary>A random UUID in its usual form.</summary>
    string Uuid();
}
