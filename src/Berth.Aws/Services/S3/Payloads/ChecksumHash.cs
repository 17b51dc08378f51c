using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Security.Cryptography;

namespace Berth.Aws.Services.S3.Payloads;

/// <summary>The checksums that S3 knows. Source: Amazon S3 user guide, checking object integrity.</summary>
internal abstract class ChecksumHash : IDisposable
{
    public static readonly IReadOnlyList<string> Algorithms = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];

    public static ChecksumHash Create(string algorithm) => algorithm switch
    {
        "CRC32" => new Crc32Hash(),
        "CRC32C" => new Crc32CHash(),
        "CRC64NVME" => new Crc64NvmeHash(),
        "SHA1" => new DigestHash(HashAlgorithmName.SHA1),
        "SHA256" => new DigestHash(HashAlgorithmName.SHA256),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "No such checksum."),
    };

    /// <summary>How many bytes a checksum has.</summary>
    public static int Length(string algorithm) => algorithm switch { "CRC32" or "CRC32C" => 4, "CRC64NVME" => 8, "SHA1" => 20, _ => 32 };

    public static string HeaderName(string algorithm) => "x-amz-checksum-" + algorithm.ToLowerInvariant();

    /// <summary>Base64, of bytes that are all here.</summary>
    public static string Of(string algorithm, ReadOnlySpan<byte> bytes)
    {
        using var hash = Create(algorithm);
        hash.Append(bytes);
        return Convert.ToBase64String(hash.Finish());
    }

    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <returns>In network order.</returns>
    public abstract byte[] Finish();

    public void Dispose() => End();

    protected virtual void End()
    {
    }

    private sealed class Crc32Hash : ChecksumHash
    {
        private readonly Crc32 crc = new();

        public override void Append(ReadOnlySpan<byte> bytes) => crc.Append(bytes);

        public override byte[] Finish()
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, crc.GetCurrentHashAsUInt32());
            return bytes;
        }
    }

    private sealed class Crc32CHash : ChecksumHash
    {
        private uint crc = uint.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        }

        public override byte[] Finish()
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
            return bytes;
        }
    }

    /// <summary>CRC-64/NVME, eight bytes at a time. Source: NVM Express command set specification, 64b CRC definition.</summary>
    private sealed class Crc64NvmeHash : ChecksumHash
    {
        private const ulong Polynomial = 0x9A6C9329AC4BC9B5;
        private static readonly ulong[] Table = MakeTable();
        private ulong crc = ulong.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes)
        {
            var table = Table;
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                var word = crc ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                crc = 0;
                for (var at = 0; at < 8; at++) crc ^= table[((7 - at) << 8) | (byte)(word >> (8 * at))];
            }

            foreach (var one in bytes) crc = table[(byte)(crc ^ one)] ^ (crc >> 8);
        }

        public override byte[] Finish()
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, ~crc);
            return bytes;
        }

        /// <summary>Eight tables end to end: the n-th says what a byte comes to n bytes later.</summary>
        private static ulong[] MakeTable()
        {
            var table = new ulong[8 * 256];
            for (var one = 0; one < 256; one++)
            {
                var value = (ulong)one;
                for (var bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
                table[one] = value;
            }

            for (var at = 256; at < table.Length; at++) table[at] = table[(byte)table[at - 256]] ^ (table[at - 256] >> 8);
            return table;
        }
    }

    private sealed class DigestHash(HashAlgorithmName name) : ChecksumHash
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(name);

        public override void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

        public override byte[] Finish() => hash.GetCurrentHash();

        protected override void End() => hash.Dispose();
    }
}
