import type { buildApp } from "fauxqs";

import { unescapeXml } from "../../wire/xml.ts";
import type { StoredName } from "./storage-request.ts";

/** Every object that a store begins with. */
export async function storedNames(app: ReturnType<typeof buildApp>): Promise<readonly StoredName[]> {
  const get = async (url: string): Promise<string> => (await app.inject({ method: "GET", url })).payload;
  const names: StoredName[] = [];
  for (const bucket of texts(await get("/"), "Name")) {
    let token: string | undefined = "";
    while (token !== undefined) {
      const more: string = token === "" ? "" : `&continuation-token=${encodeURIComponent(token)}`;
      const listing = await get(`/${bucket}?list-type=2${more}`);
      names.push(...texts(listing, "Key").map((key) => ({ bucket, key })));
      token = texts(listing, "NextContinuationToken")[0];
    }
  }
  return names;
}

function texts(xml: string, element: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text = ""]) =>
    unescapeXml(text),
  );
}
