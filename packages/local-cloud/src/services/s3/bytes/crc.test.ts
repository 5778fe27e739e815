import { expect, test } from "vitest";

import { seeded, seeds } from "../../../../testing/seeded.ts";
import { type Crc, crc32c, crc64nvme } from "./crc.ts";

const digest = (crc: Crc, ...pieces: readonly Buffer[]): string => {
  for (const piece of pieces) crc.update(piece);
  return crc.digest().toString("hex");
};

test.each([
  ["CRC-32C", crc32c, "e3069283"],
  ["CRC-64/NVME", crc64nvme, "ae8b14860a799888"],
] as const)("%s of the digits is the check value that is published for it", (_, crc, check) => {
  expect(digest(crc(), Buffer.from("123456789"))).toBe(check);
  expect(digest(crc(), Buffer.alloc(0))).toMatch(/^0+$/);
});

test.each(seeds(20))("however bytes are cut, their check is the same (seed %i)", (seed) => {
  const { below } = seeded(seed);
  const bytes = Buffer.from(Array.from({ length: below(200) }, () => below(256)));
  for (const crc of [crc32c, crc64nvme]) {
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const length = 1 + below(17);
      pieces.push(bytes.subarray(at, at + length));
      at += length;
    }
    expect(digest(crc(), ...pieces), `seed ${seed}`).toBe(digest(crc(), bytes));
  }
});
