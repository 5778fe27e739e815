/** A line longer than this is handed over in pieces. */
const LONGEST_LINE = 1024 * 1024;
const NEWLINE = 0x0a;

/** Makes lines of chunks: whole across their borders, without their line break, decoded only when whole. */
export interface LineSplitter {
  push(chunk: Uint8Array): void;
  /** The last line, if it had no line break. */
  flush(): void;
}

export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  let pieces: Buffer[] = [];
  let length = 0;
  const hold = (bytes: Uint8Array): void => {
    // A copy: the chunk is reused by whoever reads the pipe.
    pieces.push(Buffer.from(bytes));
    length += bytes.length;
  };
  const release = (): void => {
    const line = Buffer.concat(pieces);
    pieces = [];
    length = 0;
    onLine(line.toString().replace(/\r$/, ""));
  };
  return {
    push(chunk) {
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
        hold(chunk.subarray(from, end));
        release();
        from = end + 1;
      }
      if (from < chunk.length) hold(chunk.subarray(from));
      if (length >= LONGEST_LINE) release();
    },
    flush() {
      if (length > 0) release();
    },
  };
}
