// A module of its own, so that what bundles this and loads it later can leave out the rest of the SDK's.
export { EC2Client } from "@aws-sdk/client-ec2";
