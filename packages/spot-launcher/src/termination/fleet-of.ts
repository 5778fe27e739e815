import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";

/** The fleet whose object goes with the instance, by the tag that EC2 itself sets. */
export async function fleetOf(instanceId: string, ec2: EC2Client = new EC2Client({})): Promise<string | undefined> {
  const Filters = [{ Name: "instance-id", Values: [instanceId] }];
  const { Reservations = [] } = await ec2
    .send(new DescribeInstancesCommand({ Filters }))
    .catch(() => ({ Reservations: [] }));
  const tags = Reservations.flatMap(({ Instances = [] }) => Instances).flatMap(({ Tags = [] }) => Tags);
  return tags.find(({ Key }) => Key === "aws:ec2:fleet-id")?.Value;
}
