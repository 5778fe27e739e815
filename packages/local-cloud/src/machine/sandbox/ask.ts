import type { OwnFiles } from "../own-files/own-files.ts";

/** What a program of the instance asks the machine under it. */
export interface Question {
  /** The name it was called by. */
  readonly program: string;
  readonly cwd: string;
  /** It is root, or stands for it. */
  readonly isRoot: boolean;
  readonly args: readonly string[];
  /** The access key id in its environment, empty where there is none: what it starts is started for its sake. */
  readonly accessKeyId: string;
  /** What the paths of its own files begin with. */
  readonly place: string;
}

export interface Answer {
  /** `real`: the program of that name is to do it. */
  readonly code: number | "real";
  readonly stdout?: string;
  readonly stderr?: string;
}

export type Answerer = (question: Question) => Promise<Answer>;

/** The programs that have to be answered from outside, because only there is the instance's clock. */
export const ASKING_PROGRAMS: readonly string[] = ["systemd-run", "systemctl", "journalctl"];

/** Questions are files of this folder of /run, which everybody in the instance may write to. */
export const ASK_FOLDER = "local-cloud.ask";
const NAME = /^[\w.-]+\.question$/;

/**
 * Puts its words into a file, moves it to its name and waits for an answer. Whoever answers is there as long as the
 * instance is.
 */
export function askScript(run: string, isRoot: string): string {
  return `#!/bin/sh
ask=${run}/${ASK_FOLDER}/\${0##*/}.$$
if ${isRoot}; then root=1; else root=0; fi
printf '%s\\0' "\${0##*/}" "$PWD" "$root" "\${AWS_ACCESS_KEY_ID-}" "$@" >"$ask.words" && mv "$ask.words" "$ask.question" || exit 1
while [ ! -e "$ask.code" ]; do sleep 0.02; done
cat "$ask.out"
cat "$ask.err" >&2
read -r code <"$ask.code"
rm -f "$ask.code" "$ask.out" "$ask.err"
exit "$code"
`;
}

/** Answers what the instance with those files asks, until the result is called, which resolves when no answer is under way. */
export function answerQuestions(files: OwnFiles, answer: Answerer): () => Promise<void> {
  const place = `/run/${ASK_FOLDER}`;
  files.remove(place);
  files.makeFolder(place, { mode: 0o777 });
  const replies = new Map<string, Promise<void>>();
  let heard = true;
  const watcher = files.watch(place, () => {
    for (const name of files.names(place).filter((each) => heard && NAME.test(each) && !replies.has(each))) {
      const replying = reply(files, `${place}/${name}`, answer).finally(() => replies.delete(name));
      replies.set(name, replying);
    }
  });
  return async () => {
    heard = false;
    watcher.close();
    await Promise.all(replies.values());
  };
}

async function reply(files: OwnFiles, file: string, answer: Answerer): Promise<void> {
  const base = file.slice(0, -".question".length);
  try {
    const words = (files.read(file) ?? "").split("\0").slice(0, -1);
    const [program = "", cwd = "/", root = "0", accessKeyId = "", ...args] = words;
    const {
      code,
      stdout = "",
      stderr = "",
    } = await answer({
      program,
      cwd,
      isRoot: root === "1",
      args,
      accessKeyId,
      place: base,
    });
    // Gone before the answer is there: the next one to ask may have the same name.
    files.remove(file);
    files.write(`${base}.out`, stdout);
    files.write(`${base}.err`, stderr);
    files.write(`${base}.code`, `${code}\n`);
  } catch {
    // The instance has ended meanwhile, and its folder may have gone: nobody waits.
  }
}
