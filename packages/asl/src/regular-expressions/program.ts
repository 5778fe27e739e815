import type { Anchor, CharacterTest, Node } from "./syntax.ts";

/** One instruction of a compiled pattern; `to` and `or` are the numbers of others, the first of two is preferred. */
export type Instruction =
  | { readonly do: "take"; readonly test: CharacterTest }
  | { readonly do: "assert"; readonly at: Anchor }
  | { readonly do: "save"; readonly slot: number }
  | { do: "jump"; to: number }
  | { do: "split"; to: number; or: number }
  | { readonly do: "match" };

/** A pattern may not be written out longer: the work per character grows with it. */
const LONGEST = 2000;

/** Compiles a pattern's tree; answers nothing where it would be too long. */
export function compileProgram(node: Node): Instruction[] | undefined {
  const program: Instruction[] = [];
  const emit = <T extends Instruction>(instruction: T): T => {
    if (program.length >= LONGEST) throw new TooLong();
    program.push(instruction);
    return instruction;
  };
  const write = (part: Node): void => {
    switch (part.kind) {
      case "set":
        emit({ do: "take", test: part.test });
        break;
      case "anchor":
        emit({ do: "assert", at: part.at });
        break;
      case "sequence":
        part.parts.forEach(write);
        break;
      case "either":
        writeEither(part.parts);
        break;
      case "group":
        if (part.index !== undefined) emit({ do: "save", slot: part.index * 2 });
        write(part.inner);
        if (part.index !== undefined) emit({ do: "save", slot: part.index * 2 + 1 });
        break;
      default:
        writeRepeat(part);
    }
  };
  const writeEither = (parts: readonly Node[]): void => {
    const ends: { to: number }[] = [];
    for (const [index, part] of parts.entries()) {
      if (index === parts.length - 1) {
        write(part);
        break;
      }
      const split = emit({ do: "split", to: program.length + 1, or: 0 });
      write(part);
      ends.push(emit({ do: "jump", to: 0 }));
      split.or = program.length;
    }
    for (const end of ends) end.to = program.length;
  };
  const writeOption = (greedy: boolean, body: () => void): void => {
    const split = emit({ do: "split", to: 0, or: 0 });
    const inside = program.length;
    body();
    Object.assign(split, greedy ? { to: inside, or: program.length } : { to: program.length, or: inside });
  };
  const writeRepeat = ({ inner, least, most, greedy }: Extract<Node, { kind: "repeat" }>): void => {
    for (let count = 0; count < least; count++) write(inner);
    if (most === Infinity) {
      const again = program.length;
      writeOption(greedy, () => {
        write(inner);
        emit({ do: "jump", to: again });
      });
      return;
    }
    for (let count = least; count < most; count++) writeOption(greedy, () => write(inner));
  };
  try {
    write(node);
    emit({ do: "match" });
    return program;
  } catch (error) {
    if (error instanceof TooLong) return undefined;
    throw error;
  }
}

class TooLong extends Error {}
