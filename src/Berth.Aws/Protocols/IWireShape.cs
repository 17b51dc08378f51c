namespace Berth.Aws.Protocols;

/// <summary>A structure that can write itself, in whichever protocol the writer speaks.</summary>
public interface IWireShape
{
    void Write(WireWriter writer);
}

/// <summary>A structure of a service model. Members are null when absent; generated from models/.</summary>
public interface IWireShape<TSelf> : IWireShape
    where TSelf : IWireShape<TSelf>
{
    /// <summary>Reads every known member and ignores the others. Broken rules go to the node's fault list; a wrong type throws <see cref="WireTypeException"/>.</summary>
    static abstract TSelf Read(WireNode node);
}
