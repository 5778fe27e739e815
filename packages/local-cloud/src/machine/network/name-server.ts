import type { Socket } from "node:dgram";

const HEADER = 12;
const A = 1;
const NOT_THERE = 3;
/** Of an answer, in seconds: an instance that was terminated gives its address back. */
const TTL = 5;

/**
 * Answers questions for names, IPv4 only; of all else a name has, it says that there is none. The messages are as RFC 1035
 * (1987) has them.
 */
export function serveNames(socket: Socket, addressOf: (name: string) => string | undefined): void {
  socket.on("error", () => {});
  socket.on("message", (query, { address, port }) => {
    const question = readQuestion(query);
    if (question === undefined) return;
    const found = addressOf(question.name);
    const answers = found !== undefined && question.type === A ? [found] : [];
    const head = Buffer.from(query.subarray(0, HEADER));
    // An answer, of an authority, to whom recursion is available; the question's own wish for recursion stays.
    head.writeUInt16BE(0x8480 | (head.readUInt16BE(2) & 0x7900) | (found === undefined ? NOT_THERE : 0), 2);
    head.writeUInt16BE(answers.length, 6);
    head.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([head, query.subarray(HEADER, question.end), ...answers.map(record)]), port, address);
  });
}

interface Question {
  /** In small letters, without the dot at its end. */
  readonly name: string;
  readonly type: number;
  /** Where it ends in its message. */
  readonly end: number;
}

function readQuestion(query: Buffer): Question | undefined {
  if (query.length < HEADER + 5 || query.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = HEADER;
  for (let size = query[at] ?? 0; size > 0; size = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + size));
    at += 1 + size;
  }
  if (at + 5 > query.length) return undefined;
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** Of the name in the question. */
function record(address: string): Buffer {
  const text = Buffer.alloc(16);
  text.writeUInt16BE(0xc0_0c, 0);
  text.writeUInt16BE(A, 2);
  text.writeUInt16BE(1, 4);
  text.writeUInt32BE(TTL, 6);
  text.writeUInt16BE(4, 10);
  text.set(address.split(".").map(Number), 12);
  return text;
}
