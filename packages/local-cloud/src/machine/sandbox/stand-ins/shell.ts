import { existsSync } from "node:fs";

import { LocalCloudError } from "../../../errors.ts";

/** Where this machine has what an instance calls `sh`: bash as on Amazon Linux 2023, or dash as on Debian and Ubuntu. */
export function shellPath(sh: "bash" | "dash" = "bash"): string {
  const found = [`/usr/bin/${sh}`, `/bin/${sh}`, `/usr/local/bin/${sh}`].find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new LocalCloudError(
    "LOCAL_CLOUD_SHELL_MISSING",
    `This machine has no ${sh}, which is to be the instance's sh`,
    {
      hint: `install ${sh}, or say another sh in the image`,
    },
  );
}
