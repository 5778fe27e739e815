import { createWriteStream } from "node:fs";

import { execa } from "execa";

/** What execa offers for the same: one stream of both, to a file and to stdout. */
const [log = "", , file = "", ...args] = process.argv.slice(2);
const child = execa(file, args, { all: true, buffer: false, reject: false, stdin: "ignore" });
child.all.pipe(createWriteStream(log));
child.all.pipe(process.stdout);
const { exitCode, signal, code } = await child;
process.exitCode = exitCode ?? (signal === undefined ? (code === "ENOENT" ? 127 : 126) : 128);
