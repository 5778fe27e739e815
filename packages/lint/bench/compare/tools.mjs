import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { lint } from "../../dist/index.js";

/**
 * The tools to compare whose name has `only` in it: `{name, complaints(text, machineType) → what it says is wrong}`. Those
 * of others are installed into `folder`; one that cannot be had here has `missing`, the reason.
 */
export async function tools(folder, only) {
  const known = {
    this: () => [{ ...ours("this", "recommended"), grammar: ours("", "grammar") }],
    pipeline: () => [{ ...ours("this, preset pipeline", "pipeline"), grammar: ours("", "grammar") }],
    "asl-validator": () => fromNpm(folder, "asl-validator", aslValidator),
    "amazon-states-language-service": () => fromNpm(folder, "amazon-states-language-service", languageService),
    "cfn-lint": () => fromPip(folder),
    statelint: () => fromGem(folder),
  };
  const chosen = Object.keys(known).filter((name) => name.includes(only));
  return (await Promise.all(chosen.map((name) => known[name]()))).flat();
}

async function fromPip(folder) {
  const pip = join(folder, "pip");
  const argv = ["-m", "pip", "install", "--quiet", "--retries", "0", "--target", pip, "cfn-lint"];
  const reason = installed(folder, "python3", argv);
  return [await driven("cfn-lint", ["python3", "-c", CFN_LINT], { PYTHONPATH: paths(pip, "PYTHONPATH") }, reason)];
}

async function fromGem(folder) {
  const gems = join(folder, "gems");
  const reason = installed(folder, "gem", ["install", "--quiet", "--install-dir", gems, "statelint"]);
  return [await driven("statelint", ["ruby", "-e", STATELINT], { GEM_PATH: paths(gems, "GEM_PATH") }, reason)];
}

function fromNpm(folder, name, complaintsOf) {
  const missing = installed(folder, "npm", ["install", "--prefix", folder, name]);
  if (missing !== undefined) return [{ name, missing }];
  const require = createRequire(join(folder, "package.json"));
  return [{ name: `${name} ${require(`${name}/package.json`).version}`, complaints: complaintsOf(require(name)) }];
}

/** Why an installation failed; undefined where it did not. */
function installed(folder, command, argv) {
  const { status, error, stderr } = spawnSync(command, argv, { cwd: folder, encoding: "utf8", timeout: 300_000 });
  if (status === 0) return undefined;
  return error?.message ?? stderr.trim().split("\n").at(-1) ?? `exit code ${status}`;
}

function paths(own, variable) {
  return [own, process.env[variable]].filter(Boolean).join(":");
}

function ours(name, preset) {
  return {
    name,
    async complaints(text, machineType) {
      const { findings } = await lint(text, { machineType, config: { preset } });
      return findings.map(({ severity, rule, path = "", message }) => ({
        isError: severity === "error",
        text: `${rule} ${path} ${message}`,
      }));
    },
  };
}

function aslValidator(validate) {
  return async (text) => {
    const { errors } = await validate(JSON.parse(text));
    return errors.map((error) => ({ isError: true, text: JSON.stringify(error) }));
  };
}

function languageService({ getLanguageService, TextDocument }) {
  const service = getLanguageService({});
  return async (text) => {
    const document = TextDocument.create("file:///a.asl.json", "asl", 1, text);
    const found = await service.doValidation(document, service.parseJSONDocument(document));
    return found.map(({ severity, message }) => ({ isError: severity === 1, text: message }));
  };
}

/** A tool of another language, in a process that answers each definition, one a line. */
async function driven(name, [command, ...argv], env, reason) {
  const child = spawn(command, argv, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  child.stdin.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const started = await Promise.race([
    lines.next(),
    new Promise((resolve) => child.once("error", (error) => resolve({ error }))),
  ]);
  if (started.done !== false)
    return { name, missing: reason ?? started.error?.message ?? said.trim().split("\n").at(-1) };
  return {
    name: `${name} ${started.value}`,
    async complaints(text) {
      child.stdin.write(`${JSON.stringify(text)}\n`);
      const { value } = await lines.next();
      return JSON.parse(value).map((message) => ({ isError: true, text: message }));
    },
    end: () => child.stdin.end(),
  };
}

/** The rule of cfn-lint that looks into a state machine, as it is asked for a template's resource. */
const CFN_LINT = `
import json, sys
from cfnlint.jsonschema import CfnTemplateValidator
from cfnlint.rules.resources.stepfunctions.StateMachineDefinition import StateMachineDefinition
from cfnlint.template import Template
from cfnlint.version import __version__
print(__version__, flush=True)
for line in sys.stdin:
    try:
        definition = json.loads(json.loads(line))
    except ValueError:
        print(json.dumps(["not JSON"]), flush=True)
        continue
    properties = {"Definition": definition, "RoleArn": "arn:aws:iam::123456789012:role/r"}
    template = {"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}}}
    try:
        validator = CfnTemplateValidator({}).evolve(cfn=Template("", template, ["us-east-1"]))
        found = [error.message for error in StateMachineDefinition().validate(validator, {}, properties, {})]
    except Exception as error:
        found = ["died: " + type(error).__name__]
    print(json.dumps(found), flush=True)
`;

const STATELINT = `
require 'json'
require 'tempfile'
require 'statelint'
begin
  puts Gem::Specification.find_by_name('statelint').version
rescue LoadError
  puts 'from source'
end
$stdout.flush
linter = StateMachineLint::Linter.new
$stdin.each_line do |line|
  file = Tempfile.new(['definition', '.json'])
  file.write(JSON.parse(line, quirks_mode: true))
  file.close
  begin
    found = linter.validate(file.path).map(&:to_s)
  rescue StandardError => error
    found = ['died: ' + error.class.to_s]
  end
  puts found.to_json
  $stdout.flush
end
`;
