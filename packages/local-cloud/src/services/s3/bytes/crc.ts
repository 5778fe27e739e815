/** A cyclic redundancy check that is fed in pieces. */
export interface Crc {
  update(bytes: Uint8Array): void;
  /** Most significant byte first. */
  digest(): Buffer;
}

/** Eight tables of 256 remainders each, as low and high halves; of a CRC of 32 bits the high halves are 0. */
interface Tables {
  readonly bytes: 4 | 8;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** The polynomials of CRC-32C (RFC 3720, 2004) and CRC-64/NVME (NVM Express 1.0, 2021), bits reversed. */
const CRC32C = tables(0x82f63b78n, 4);
const CRC64NVME = tables(0x9a6c9329ac4bc9b5n, 8);

export function crc32c(): Crc {
  return crc(CRC32C);
}

export function crc64nvme(): Crc {
  return crc(CRC64NVME);
}

function crc({ bytes: width, low, high }: Tables): Crc {
  let l = 0xffffffff;
  let h = width === 8 ? 0xffffffff : 0;
  const at = (table: Uint32Array, index: number): number => table[index] ?? 0;
  return {
    update: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let index = 0;
      // Eight bytes at a time, each by a table of its own.
      for (; index + 8 <= bytes.length; index += 8) {
        const a = l ^ view.getUint32(index, true);
        const b = h ^ view.getUint32(index + 4, true);
        const [i0, i1, i2, i3] = [
          1792 + (a & 255),
          1536 + ((a >>> 8) & 255),
          1280 + ((a >>> 16) & 255),
          1024 + (a >>> 24),
        ];
        const [i4, i5, i6, i7] = [768 + (b & 255), 512 + ((b >>> 8) & 255), 256 + ((b >>> 16) & 255), b >>> 24];
        l =
          at(low, i0) ^ at(low, i1) ^ at(low, i2) ^ at(low, i3) ^ at(low, i4) ^ at(low, i5) ^ at(low, i6) ^ at(low, i7);
        h =
          at(high, i0) ^
          at(high, i1) ^
          at(high, i2) ^
          at(high, i3) ^
          at(high, i4) ^
          at(high, i5) ^
          at(high, i6) ^
          at(high, i7);
      }
      for (; index < bytes.length; index += 1) {
        const i = (l ^ (bytes[index] ?? 0)) & 255;
        l = ((l >>> 8) | (h << 24)) ^ at(low, i);
        h = (h >>> 8) ^ at(high, i);
      }
    },
    digest: () => {
      const digest = Buffer.alloc(width);
      if (width === 8) digest.writeUInt32BE(~h >>> 0, 0);
      digest.writeUInt32BE(~l >>> 0, width - 4);
      return digest;
    },
  };
}

function tables(polynomial: bigint, bytes: 4 | 8): Tables {
  const [low, high] = [new Uint32Array(2048), new Uint32Array(2048)];
  const remainders: bigint[] = [];
  for (let index = 0; index < 256; index += 1) {
    let remainder = BigInt(index);
    for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >> 1n) ^ ((remainder & 1n) * polynomial);
    remainders.push(remainder);
  }
  let current = remainders;
  for (let table = 0; table < 8; table += 1) {
    for (const [index, remainder] of current.entries()) {
      low[table * 256 + index] = Number(remainder & 0xffffffffn);
      high[table * 256 + index] = Number(remainder >> 32n);
    }
    current = current.map((remainder) => (remainder >> 8n) ^ (remainders[Number(remainder & 255n)] ?? 0n));
  }
  return { bytes, low, high };
}
