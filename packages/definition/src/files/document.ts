import { readJson } from "../source/json.ts";
import type { Node } from "../source/node.ts";
import type { Source } from "../source/place.ts";
import { textAt } from "../source/text.ts";

/** What a file holds that is JSON or YAML; a YAML file may hold several. YAML is loaded where there is some. */
export async function documentsOf(source: Source): Promise<readonly Node[]> {
  if (!looksLikeYaml(source)) return [readJson(textAt(source, 0, source.text))];
  const { readYaml } = await import("../source/yaml.ts");
  return readYaml(source);
}

function looksLikeYaml({ file, text }: Source): boolean {
  if (/\.jsonc?$/.test(file)) return false;
  const [first] = /[^\s]/.exec(text.replace(/^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/, "")) ?? [];
  if (first !== "{" && first !== "[") return true;
  // JSON is YAML, too; what is no JSON may be YAML that begins with a brace.
  if (!/\.ya?ml$/.test(file)) return false;
  try {
    readJson(textAt({ file, text }, 0, text));
    return false;
  } catch {
    return true;
  }
}
