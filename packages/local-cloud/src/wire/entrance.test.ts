import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { bindEntrance } from "./entrance.ts";

test("who comes before it is open waits, and is let in when it opens", async () => {
  const entrance = await bindEntrance(0);
  let answered = false;
  const early = fetch(entrance.endpoint).then(async (response) => {
    answered = true;
    return await response.text();
  });
  await sleep(50);
  expect(answered).toBe(false);
  entrance.open((_, response) => response.end("let in"));
  expect(await early).toBe("let in");
  expect(await (await fetch(entrance.endpoint)).text()).toBe("let in");
  await entrance.close();
});
