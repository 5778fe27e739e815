import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../../testing/cloud.ts";
import { hostileKey, sortedByBytes } from "../../../../testing/hostile-keys.ts";
import { type Seeded, seeded, seeds } from "../../../../testing/seeded.ts";

let test_: TestCloud;
let s3: S3Client;
beforeAll(async () => {
  test_ = await startTestCloud();
  s3 = new S3Client({ endpoint: test_.cloud.environment["AWS_ENDPOINT_URL_S3"] ?? "", maxAttempts: 1 });
});
afterAll(() => test_[Symbol.asyncDispose]());

const put = (Bucket: string, Key: string): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: Key.slice(0, 3) }));

/** Keys and groups of a whole listing, page by page. */
interface Listed {
  readonly keys: string[];
  readonly groups: string[];
}

const decoded = (text = ""): string => decodeURIComponent(text.replaceAll("+", " "));

async function listed(
  Bucket: string,
  asked: Omit<ListObjectsV2CommandInput, "Bucket">,
  between: () => Promise<unknown> = async () => {},
): Promise<Listed> {
  const all: Listed = { keys: [], groups: [] };
  let token: string | undefined;
  do {
    const more = token === undefined ? {} : { ContinuationToken: token };
    const page = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "url", ...asked, ...more }));
    all.keys.push(...(page.Contents ?? []).map(({ Key }) => decoded(Key)));
    all.groups.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => decoded(Prefix)));
    expect(page.KeyCount).toBeLessThanOrEqual(asked.MaxKeys ?? 1000);
    expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
    token = page.NextContinuationToken;
    await between();
  } while (token !== undefined);
  return all;
}

async function listedByMarker(Bucket: string, MaxKeys: number, Delimiter: string): Promise<Listed> {
  const all: Listed = { keys: [], groups: [] };
  let Marker = "";
  while (true) {
    const page = await s3.send(new ListObjectsCommand({ Bucket, EncodingType: "url", MaxKeys, Marker, Delimiter }));
    const keys = (page.Contents ?? []).map(({ Key }) => decoded(Key));
    all.keys.push(...keys);
    all.groups.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => decoded(Prefix)));
    if (page.IsTruncated !== true) return all;
    Marker = page.NextMarker === undefined ? (keys.at(-1) ?? "") : decoded(page.NextMarker);
  }
}

async function listedAsVersions(Bucket: string, MaxKeys: number): Promise<string[]> {
  const keys: string[] = [];
  let KeyMarker: string | undefined;
  do {
    const more = KeyMarker === undefined ? {} : { KeyMarker };
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, EncodingType: "url", MaxKeys, ...more }));
    keys.push(...(page.Versions ?? []).map(({ Key }) => decoded(Key)));
    KeyMarker = page.IsTruncated === true ? decoded(page.NextKeyMarker) : undefined;
  } while (KeyMarker !== undefined);
  return keys;
}

/** What a listing is, by a plain sorted list. */
function expected(keys: Iterable<string>, { Prefix = "", Delimiter = "", StartAfter = "" }): Listed {
  const after = Buffer.from(StartAfter);
  const fitting = sortedByBytes(keys).filter(
    (key) => key.startsWith(Prefix) && (StartAfter === "" || Buffer.compare(Buffer.from(key), after) > 0),
  );
  const groupOf = (key: string): string | undefined => {
    const cut = Delimiter === "" ? -1 : key.indexOf(Delimiter, Prefix.length);
    return cut < 0 ? undefined : key.slice(0, cut + Delimiter.length);
  };
  return {
    keys: fitting.filter((key) => groupOf(key) === undefined),
    groups: sortedByBytes(new Set(fitting.flatMap((key) => groupOf(key) ?? []))),
  };
}

/** Puts, copies and deletes at random, and the same in a plain set. */
async function changeAtRandom(Bucket: string, random: Seeded, model: Set<string>): Promise<void> {
  const known = [...model];
  switch (random.below(known.length < 5 ? 1 : 6)) {
    case 4:
      if (known.length > 0) {
        const Key = random.pick(known);
        await s3.send(new DeleteObjectCommand({ Bucket, Key }));
        model.delete(Key);
      }
      break;
    case 5: {
      const gone = random.shuffled(known).slice(0, 2);
      await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: gone.map((Key) => ({ Key })) } }));
      for (const key of gone) model.delete(key);
      break;
    }
    case 3: {
      const Key = hostileKey(random);
      const source = random.pick(known);
      if (source !== Key) {
        const CopySource = `${Bucket}/${encodeURIComponent(source)}`;
        await s3.send(new CopyObjectCommand({ Bucket, Key, CopySource }));
        model.add(Key);
      }
      break;
    }
    default: {
      const key = hostileKey(random);
      await put(Bucket, key);
      model.add(key);
    }
  }
}

test.each(seeds(6))(
  "listings are the sorted list of UTF-8 keys, whatever was done and however they are paged (seed %i)",
  async (seed) => {
    const random = seeded(seed);
    const Bucket = `model-${seed}`;
    await s3.send(new CreateBucketCommand({ Bucket }));
    const model = new Set<string>();
    for (let step = 0; step < 60; step += 1) await changeAtRandom(Bucket, random, model);
    const sorted = sortedByBytes(model);
    for (const MaxKeys of [1, 2, 3, 7, 1000]) {
      expect(await listed(Bucket, { MaxKeys }), `seed ${seed}`).toEqual({ keys: sorted, groups: [] });
      expect(await listedByMarker(Bucket, MaxKeys, "/"), `seed ${seed}`).toEqual(expected(model, { Delimiter: "/" }));
      expect(await listedAsVersions(Bucket, MaxKeys), `seed ${seed}`).toEqual(sorted);
    }
    for (let query = 0; query < 12; query += 1) {
      const key = random.pick(sorted);
      const asked = {
        Prefix: random.pick(["", "a", key.split("/")[0] ?? "", `${key.split("/")[0] ?? ""}/`]),
        Delimiter: random.pick(["", "/", "/", "a", "-"]),
        StartAfter: random.pick(["", key, `${key}0`]),
      };
      const MaxKeys = 1 + random.below(5);
      expect(await listed(Bucket, { ...asked, MaxKeys }), JSON.stringify({ seed, asked, MaxKeys })).toEqual(
        expected(model, asked),
      );
    }
  },
);

test.each(seeds(4))(
  "paging loses and doubles no key that is there all the time, whatever comes and goes (seed %i)",
  async (seed) => {
    const random = seeded(seed * 7919);
    const Bucket = `moving-${seed}`;
    await s3.send(new CreateBucketCommand({ Bucket }));
    const stays = new Set(Array.from({ length: 25 }, () => hostileKey(random)));
    for (const key of stays) await put(Bucket, key);
    const moving = new Set<string>();
    const between = async (): Promise<void> => {
      for (const key of [hostileKey(random), hostileKey(random)].filter((each) => !stays.has(each))) {
        await put(Bucket, key);
        moving.add(key);
      }
      const [Key] = random.shuffled([...moving]);
      if (Key !== undefined) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    };
    const { keys } = await listed(Bucket, { MaxKeys: 1 + random.below(4) }, between);
    expect(keys, `seed ${seed}`).toEqual(sortedByBytes(new Set(keys)));
    expect(
      keys.filter((key) => stays.has(key)),
      `seed ${seed}`,
    ).toEqual(sortedByBytes(stays));
  },
);

test("without encoding a key with a control character does not spoil the listing of the others", async () => {
  const Bucket = "control";
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const key of ["a\rb", "a\u0001b", "z"]) await put(Bucket, key);
  const answer = await fetch(`${test_.cloud.environment["AWS_ENDPOINT_URL_S3"]}/${Bucket}`, {
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=a/20261130/us-east-1/s3/aws4_request, Signature=0" },
  });
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(text).toContain("<Key>a&#x1;b</Key>");
  expect(text).toContain("<Key>a&#xd;b</Key>");
});
