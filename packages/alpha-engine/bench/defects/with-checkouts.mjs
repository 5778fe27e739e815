import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const GIT = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
const WHO = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"];

/** What images have below a path is in a repository of its own, and checked out there; git is the real one. */
export function withCheckouts(config, checkouts, place) {
  if (Object.keys(checkouts).length === 0) return config;
  for (const image of Object.values(config.rehearsal.images)) {
    delete image.files["/usr/local/sbin/git"];
    for (const [path, owner] of Object.entries(checkouts)) {
      const name = basename(path);
      const repository = join(place, "repositories", name);
      const own = Object.entries(image.files).filter(([file]) => file.startsWith(`${path}/`));
      for (const [file, { content, mode = "0644" }] of [...own, [`${path}/README`, { content: `${name}\n` }]]) {
        const at = join(repository, file.slice(path.length));
        mkdirSync(dirname(at), { recursive: true });
        writeFileSync(at, content);
        chmodSync(at, Number.parseInt(mode, 8));
        delete image.files[file];
      }
      const git = (...words) =>
        execFileSync("git", ["-C", repository, ...WHO, ...words], { env: GIT, stdio: "ignore" });
      git("init", "-b", "main");
      git("add", "--force", ".");
      git("commit", "-m", "as it is");
      const url = `https://github.com/example/${name}`;
      image.checkouts = { ...image.checkouts, [path]: { from: repository, url, branch: "main", owner } };
    }
  }
  return config;
}
