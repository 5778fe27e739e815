import { literal, member, type Node } from "../../source/node.ts";
import type { Place } from "../../source/place.ts";
import { type Machine, machineTypeOf } from "../machine.ts";
import { refusal } from "../refuse.ts";
import { machineIn } from "./module.ts";

const TYPE = "aws_sfn_state_machine";

/** The state machines of what `terraform show -json` writes of a plan or a state; undefined where it is none. */
export function machinesOfPlan(plan: Node): readonly Machine[] | undefined {
  if (member(plan, "format_version") === undefined) return undefined;
  const values = member(plan, "planned_values") ?? member(plan, "values");
  return resourcesIn(member(values, "root_module")).map((resource) => {
    const address = literal(member(resource, "address")) ?? TYPE;
    return machineOf(address.replace(/^aws_sfn_state_machine\./, ""), member(resource, "values"), resource.place);
  });
}

/** Those of a state file, or of a configuration in JSON; undefined where it is neither. */
export function machinesOfTerraformJson(node: Node): readonly Machine[] | undefined {
  const written = member(node, "resource", TYPE);
  if (written?.kind === "object")
    return written.members.map(({ key, place, value }) => machineOf(key, itemsOf(value)[0] ?? value, place));
  if (member(node, "terraform_version") === undefined) return undefined;
  return itemsOf(member(node, "resources"))
    .filter((each) => literal(member(each, "type")) === TYPE)
    .map((each) => {
      const [instance] = itemsOf(member(each, "instances"));
      return machineOf(literal(member(each, "name")) ?? TYPE, member(instance, "attributes"), each.place);
    });
}

function resourcesIn(module: Node | undefined): readonly Node[] {
  const own = itemsOf(member(module, "resources")).filter((each) => literal(member(each, "type")) === TYPE);
  return [...own, ...itemsOf(member(module, "child_modules")).flatMap(resourcesIn)];
}

function machineOf(id: string, values: Node | undefined, place: Place): Machine {
  const definition = member(values, "definition");
  return {
    id,
    place,
    machineType: machineTypeOf(literal(member(values, "type"))),
    definition: async () => {
      if (definition !== undefined) return await Promise.resolve(machineIn(definition));
      throw refusal(
        "NOT_RESOLVED",
        place,
        `the definition of ${id} is known only after apply`,
        "name the Terraform file instead, or read what is deployed with --from aws ARN",
      );
    },
  };
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === "list" ? node.items : [];
}
