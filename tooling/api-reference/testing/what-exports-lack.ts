import {
  type DeclarationReflection,
  type ProjectReflection,
  type Reflection,
  ReflectionKind,
  type SignatureReflection,
} from "typedoc";

/** The exports that say nothing of themselves: `<module>: <name>`. */
export function undocumented(project: ProjectReflection): readonly string[] {
  return exportsThat(project, (exported) => !commented(exported).some((reflection) => reflection.hasComment()));
}

/** The functions that show no example of themselves, likewise. */
export function withoutExample(project: ProjectReflection): readonly string[] {
  return exportsThat(project, (exported) => {
    const isFunction =
      exported.kindOf(ReflectionKind.Function) ||
      (exported.kindOf(ReflectionKind.Variable) && functionType(exported).length > 0);
    return isFunction && !commented(exported).some(hasExample);
  });
}

/** One that is run: see the examples in CONTRIBUTING.md. */
function hasExample({ comment }: Reflection): boolean {
  const said = comment?.getTag("@example")?.content.map(({ text }) => text) ?? [];
  return /^```(?:ts|console) example\b/m.test(said.join(""));
}

function exportsThat(
  project: ProjectReflection,
  holds: (exported: DeclarationReflection) => boolean,
): readonly string[] {
  return project
    .getChildrenByKind(ReflectionKind.Module)
    .flatMap((module) =>
      (module.children ?? [])
        .filter((exported) => !exported.kindOf(ReflectionKind.Reference) && holds(exported))
        .map(({ name }) => `${module.name}: ${name}`),
    )
    .sort();
}

/** Where the comment of an export may be. */
function commented(exported: DeclarationReflection): readonly Reflection[] {
  return [exported, ...(exported.signatures ?? []), ...functionType(exported)];
}

/** `export const f = (…) => …` has its comment on the type's signature. */
function functionType({ type }: DeclarationReflection): readonly SignatureReflection[] {
  return type?.type === "reflection" ? (type.declaration.signatures ?? []) : [];
}
