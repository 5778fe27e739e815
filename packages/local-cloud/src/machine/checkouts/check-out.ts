import { once } from "node:events";

import type { Checkout } from "../../cloud/image.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";

/** Clones what the image has checked out, where it is not there yet, as its owner would. */
export async function checkOut(
  sandbox: Sandbox,
  checkouts: Readonly<Record<string, Checkout>>,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, { url, branch, owner = "root" }] of Object.entries(checkouts)) {
    const words = [sandbox.insidePath(path), url, owner, branch ?? ""];
    const child = sandbox.spawn(["sh", "-c", CLONE, "clone", ...words], { cwd: "/", env: { PATH, ...environment } });
    child.stdout?.resume();
    let complaint = "";
    child.stderr?.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`${path} cannot be checked out: ${complaint.trim()}`);
  }
}

const CLONE = `path=$1 url=$2 owner=$3 branch=$4
[ ! -e "$path/.git" ] || exit 0
mkdir -p "$path" && chown "$owner:" "$path" 2>/dev/null
if [ -z "$(ls -A "$path")" ]; then
  exec sudo -H -u "$owner" git clone --quiet \${branch:+--branch "$branch"} "$url" "$path"
fi
# git clones into no folder that holds something.
sudo -H -u "$owner" sh -ec '
cd "$1"
git init --quiet
git remote add origin "$2"
git fetch --quiet origin
git remote set-head origin --auto >/dev/null
head=$(git symbolic-ref --short refs/remotes/origin/HEAD)
branch=\${3:-\${head#origin/}}
git checkout --quiet --force -B "$branch" --track "origin/$branch"' clone "$path" "$url" "$branch"
`;
