import type { FidelityEntry } from "../../../fidelity-entry.ts";

/** Finding out what there is, and what there is to launch. */
export const lookingAround: readonly FidelityEntry[] = [
  {
    id: "zones",
    behaviour: "Zones by name, id and filter, with their group and its long name.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS, test_describe_availability_zones_*",
    date: "2025-05",
    file: "src/services/ec2/regions.ts",
    test: "zones are found by name, by id and by filter, with what was recorded of them",
  },
  {
    id: "ec2-filters",
    behaviour:
      "A filter's name that AWS's list has not is refused, whether there is anything to filter or not; 200 values at most.",
    kind: "documentation",
    source: "EC2 API reference, filters of each operation; list of error codes",
    date: "2026-11",
    file: "src/services/ec2/requests/filters.ts",
    test: "%s are not filtered by a name that is none, whether there are any or not",
  },
  {
    id: "ec2-tokens",
    behaviour: "A token goes on with the list that gave it; the sentence that refuses another is an inference.",
    kind: "inference",
    source: "EC2 API, InvalidParameterValue",
    date: "2026-11",
    file: "src/services/ec2/requests/paged.ts",
    test: "a token goes on with the list that gave it, and no other",
  },
  {
    id: "template-versions",
    behaviour:
      "Versions by number, $Latest, $Default and range, of one template or all; not the number beside the range.",
    kind: "documentation",
    source: "botocore 1.43 model, DescribeLaunchTemplateVersions",
    date: "2026-11",
    file: "src/services/ec2/templates/versions-asked.ts",
    test: "versions of a launch template are found by number, alias and range",
  },
  {
    id: "instance-types",
    behaviour:
      "vCPUs, memory and architecture of a type are told from its name; any type of EC2's manner exists, a catalogue is listed.",
    kind: "deviates",
    source: "EC2 instance types; families keep their ratio of memory to vCPUs",
    date: "2026-11",
    file: "src/services/ec2/offers/type-facts.ts",
    test: "instance types have their vCPUs and memory, in pages of five to a hundred",
  },
  {
    id: "spot-prices",
    behaviour: "The price history is one price per pool, now: that of the capacity rules.",
    kind: "deviates",
    source: "botocore 1.43 model, DescribeSpotPriceHistory",
    date: "2026-11",
    file: "src/services/ec2/offers/offer-operations.ts",
    test: "the history of spot prices says what a pool costs",
  },
  {
    id: "images",
    behaviour: "Images are those that were declared, all of this account; AWS's own are not listed.",
    kind: "deviates",
    source: "botocore 1.43 model, DescribeImages",
    date: "2026-11",
    file: "src/services/ec2/offers/offer-operations.ts",
    test: "images are those that were declared",
  },
  {
    id: "vpc",
    behaviour:
      "One default VPC; any security group asked for by id and any key asked for by name exists; no elastic address.",
    kind: "deviates",
    source: "botocore 1.43 model, DescribeVpcs and others",
    date: "2026-11",
    file: "src/services/ec2/network/network-operations.ts",
    test: "there is one VPC with its groups, keys, regions and no address",
  },
  {
    id: "console",
    behaviour: "GetConsoleOutput is what user data wrote, at once; on AWS the whole console, minutes later.",
    kind: "deviates",
    source: "EC2 user guide, troubleshoot-unreachable-instance",
    date: "2023-06",
    file: "src/services/ec2/instances/console-operations.ts",
    test: "a running instance tells its attributes, its interface and its console, and reboots",
  },
];
