import { S3Error } from "../request/s3-error.ts";

/** Regions that S3 has, in all partitions. Source: "Amazon S3 endpoints and quotas", 2026. */
const REGION =
  /^(?:us-(?:east-[12]|west-[12]|gov-east-1|gov-west-1)|ca-(?:central|west)-1|sa-east-1|eu-(?:central-[12]|west-[123]|south-[12]|north-1)|ap-(?:east-[12]|south-[12]|southeast-[1-7]|northeast-[123])|af-south-1|il-central-1|me-(?:south|central)-1|mx-central-1|cn-(?:north|northwest)-1)$/;

export function isRegion(name: string): boolean {
  return REGION.test(name);
}

/** Where a bucket is, by its location constraint; `EU` is an old name. */
export function regionOf(location: string): string {
  if (location === "") return "us-east-1";
  return location === "EU" ? "eu-west-1" : location;
}

/** From us-east-1 a bucket can be put anywhere else, the name of that region is none; every other one takes only its own name. [LocalStack's recordings of AWS, s3, 2026] */
export function checkLocation(location: string, asking: string): void {
  const known = location === "EU" || isRegion(location);
  if (asking === "us-east-1") {
    if (location === "" || (known && location !== asking)) return;
    throw new S3Error("InvalidLocationConstraint", "The specified location-constraint is not valid", 400, {
      LocationConstraint: location,
    });
  }
  if (location !== "" && regionOf(location) === asking) return;
  const named = location === "" ? "unspecified" : location;
  throw new S3Error(
    "IllegalLocationConstraintException",
    `The ${named} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}
