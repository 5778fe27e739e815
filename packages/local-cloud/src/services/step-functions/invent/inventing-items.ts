import type { Invent, MissingObject } from "../../../cloud/invent.ts";
import type { ItemStore } from "../item-store.ts";

/** Reads and writes as before, but that what is not there is put there first. */
export function inventingItems(store: ItemStore, invent: Invent["object"] | undefined): ItemStore {
  if (invent === undefined) return store;
  const put = async (missing: MissingObject): Promise<boolean> => {
    const content = await invent(missing);
    if (content === undefined) return false;
    await store.createBucket(missing.bucket).catch(() => {});
    if (missing.key !== undefined) await store.putObject({ Bucket: missing.bucket, Key: missing.key, Body: content });
    return true;
  };
  /** Once more, where what was missing could be put there. */
  const retried = async <Result>(act: () => Promise<Result>, missing: MissingObject): Promise<Result> => {
    try {
      return await act();
    } catch (error) {
      if (!NOT_THERE.has((error as Error).name) || !(await put(missing))) throw error;
      return await act();
    }
  };
  return {
    ...store,
    getObject: async (parameters) =>
      await retried(() => store.getObject(parameters), { bucket: parameters.Bucket, key: parameters.Key }),
    listObjectsV2: async (parameters) => {
      const missing = { bucket: parameters.Bucket, key: `${parameters.Prefix}object-1` };
      const found = await retried(() => store.listObjectsV2(parameters), missing);
      return found.length === 0 && (await put(missing)) ? await store.listObjectsV2(parameters) : found;
    },
    putObject: async (object) => await retried(() => store.putObject(object), { bucket: object.Bucket }),
  };
}

const NOT_THERE: ReadonlySet<string> = new Set(["NoSuchBucket", "NoSuchKey", "NotFound"]);
