import type { Destination } from "./destinations.ts";

/** Where everybody finds the metadata service and the name server (EC2 user guide, instancedata; VPC user guide, AmazonDNS, 2026-11). */
export const METADATA_ADDRESS = "169.254.169.254";
export const NAME_SERVER = "169.254.169.253";
const ROUTER = "10.0.0.1";
/** Where a packet is led that nobody may send: to who watches it. */
export const NOWHERE = "tun0";

/**
 * The router: one network namespace through which all instances reach each other, as in a VPC. It has the addresses of what
 * the cloud answers, and no way out. What it has no route for, an address of the VPC that is no instance's included, goes to
 * a device whose reader says what it was and answers as a network without a route; without that device the kernel answers
 * so, and nobody sees it.
 *
 * `sh -s NODE BINDER PORTS WATCHER`: what is to run in it, in the background: what binds the ports, on channel 3, and what
 * watches, on socket 4; without ports neither.
 */
export function routerScript(destinations: readonly Destination[]): string {
  const far = destinations.filter(({ local }) => !local);
  return `set -e
cd /proc/sys/net/ipv4
echo 0 >conf/all/rp_filter
echo 0 >conf/default/rp_filter
echo 1 >conf/all/route_localnet
echo 1 >ip_forward
echo 0 >conf/all/send_redirects
echo 0 >conf/default/send_redirects
ip -batch - <<'END'
link set lo up
link add br0 type bridge
addr add ${ROUTER}/32 dev br0
addr add ${METADATA_ADDRESS}/32 dev br0
addr add ${NAME_SERVER}/32 dev br0
link set br0 up
${far.map(({ range }) => `addr add ${range} dev lo\n`).join("")}${far.flatMap(portRules).join("")}rule add pref 20 lookup local
rule del pref 0
END
[ -z "$3" ] || "$1" -e "$2" ${NAME_SERVER} "$3" </dev/null >&2 4<&- &
seen=unseen
if command -v perl >/dev/null && ip -batch - 2>/dev/null <<'END'
tuntap add dev ${NOWHERE} mode tun
link set ${NOWHERE} up
route add default dev ${NOWHERE}
route add default dev ${NOWHERE} table 200
END
then
  seen=seen
  [ -z "$3" ] || perl -e "$4" ${NOWHERE} <&4 >&4 2>/dev/null 3<&- &
fi
echo "ready $seen"
exec ip -force -oneline -batch - 3<&- 4<&-`;
}

/** Of an address that stands for a destination only its ports are local; all others are as far as everything else. */
function portRules({ range, ports }: Destination): readonly string[] {
  return [
    ...ports.map((port) => `rule add pref 10 to ${range} ipproto tcp dport ${port} lookup local\n`),
    `rule add pref 11 to ${range} iif br0 lookup 200\n`,
  ];
}

export interface Join {
  /** The process whose network namespace is to join. */
  readonly pid: number;
  readonly address: string;
  /** A name for the router's end of the line. */
  readonly line: string;
}

/**
 * For `ip -batch`, in the router: an interface for an instance, named as AWS names it, whose hardware address follows from
 * its address, so that nobody's knowledge of it is stale after a reboot.
 */
export function lineBatch({ pid, address, line }: Join): string {
  const bytes = address.split(".").map((byte) => Number(byte).toString(16).padStart(2, "0"));
  return `link add ${line} type veth peer name ens5 address 02:00:${bytes.join(":")} netns ${pid}
link set ${line} master br0 up
route replace ${address}/32 dev br0
link show dev ${line}
`;
}

/** For `ip -batch`, in the router: the instance is not there any more. */
export function unplugBatch(address: string): string {
  return `route del ${address}/32 dev br0\n`;
}

/**
 * For `ip -batch`, in the instance. What of its loopback is the cloud's to answer, as `address port`, leaves through the
 * interface before the instance's own loopback is looked at.
 */
export function joinBatch(address: string, loopback: readonly (readonly [string, number])[]): string {
  const rules = loopback.map(([to, port]) => `rule add pref 10 to ${to} ipproto tcp dport ${port} lookup 100\n`);
  return `link set lo up
addr add ${address}/32 dev ens5
link set ens5 up
route add ${ROUTER}/32 dev ens5 src ${address}
route add default via ${ROUTER} src ${address}
route add default via ${ROUTER} dev ens5 src ${address} table 100
${rules.join("")}rule add pref 20 lookup local
rule del pref 0
`;
}

/**
 * What the kernel has to let an instance do, for a shell in its network namespace: to have answers from a loopback that is
 * not its own, and, as its root may be nobody there, to listen on any port and to ping.
 */
export const INSTANCE_SETTINGS = `cd /proc/sys/net/ipv4
echo 0 >conf/all/rp_filter
echo 0 >conf/default/rp_filter
echo 1 >conf/all/route_localnet
echo 1 >conf/all/accept_local
echo 0 >ip_unprivileged_port_start
{ echo '0 2147483647' >ping_group_range; } 2>/dev/null || :
`;
