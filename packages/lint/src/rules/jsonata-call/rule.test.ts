import { checkRule } from "../../../testing/rule-pair.ts";
import { rule } from "./rule.ts";

checkRule(rule, import.meta.dirname, ["Name", "Eval", "Many", "Handed"]);
