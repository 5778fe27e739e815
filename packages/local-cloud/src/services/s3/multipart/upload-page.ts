import { toOrder } from "../store/key-index.ts";
import type { Upload } from "../store/records.ts";

export interface UploadQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Empty for none; with `idMarker` the later uploads of this very key are given too. */
  readonly keyMarker: string;
  readonly idMarker: string;
  readonly limit: number;
}

/** An upload, or the group that stands for those of several keys. */
export type UploadEntry = Upload | string;

/** A page of uploads that are in their order. */
export function uploadPage(
  uploads: readonly Upload[],
  { prefix, delimiter, keyMarker, idMarker, limit }: UploadQuery,
): { readonly entries: readonly UploadEntry[]; readonly truncated: boolean } {
  const entries: UploadEntry[] = [];
  const after = toOrder(keyMarker);
  for (const upload of uploads) {
    const { key, id } = upload;
    const order = toOrder(key);
    const behind = order > after || (order === after && idMarker !== "" && id > idMarker);
    if (!behind || !key.startsWith(prefix)) continue;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const group = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    if (group !== undefined && (entries.at(-1) === group || keyMarker.startsWith(group))) continue;
    if (entries.length >= limit) return { entries, truncated: limit > 0 };
    entries.push(group ?? upload);
  }
  return { entries, truncated: false };
}
