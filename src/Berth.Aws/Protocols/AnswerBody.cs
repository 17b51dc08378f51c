using System.Buffers;

namespace Berth.Aws.Protocols;

/// <summary>
/// The bytes of one answer, in rented memory: answers of some hundred KB would be large objects otherwise, and every one of them a reason for a full collection.
/// Give it back with <see cref="Dispose"/> when the answer is sent.
/// </summary>
internal sealed class AnswerBody : IBufferWriter<byte>, IDisposable
{
    private const int FirstBytes = 4096;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int length;

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return buffer.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return buffer.AsSpan(length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        (buffer, length) = ([], 0);
    }

    private void Grow(int sizeHint)
    {
        var wanted = length + Math.Max(sizeHint, 1);
        if (wanted <= buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, buffer.Length * 2));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
