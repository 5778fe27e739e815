import { once } from "node:events";
import type { Duplex } from "node:stream";

/** A packet for which there is no route. */
export interface Stray {
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly from: string;
  readonly fromPort: number;
  readonly address: string;
  readonly port: number;
}

const PROTOCOLS: Readonly<Record<string, Stray["protocol"]>> = { 1: "icmp", 6: "tcp", 17: "udp" };

/**
 * Hears from the watcher of packets that lead nowhere, while who has sent one still waits for an answer: that there is no
 * route to there (RFC 792, 1981), which is given when `onStray` has returned. The result ends the watcher.
 */
export function hearStrays(watcher: Duplex, onStray: (stray: Stray) => void): () => Promise<void> {
  const gone = once(watcher, "close");
  watcher.on("error", () => {});
  let text = "";
  watcher.on("data", (chunk: Buffer) => {
    const lines = (text + chunk.toString()).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const [number = "", protocol = "", from = "", fromPort, address = "", port] = line.split(" ");
      const known = PROTOCOLS[protocol];
      if (known !== undefined) {
        onStray({ protocol: known, from, fromPort: Number(fromPort), address, port: Number(port) });
      }
      if (watcher.writable) watcher.write(`${number}\n`);
    }
  });
  return async () => {
    watcher.end();
    await gone;
  };
}

/**
 * Reads packets from the device (an IPv4 header, RFC 791, and the ports behind it), writes a line for each, and answers
 * with "net unreachable" when the line's number comes back. Perl, as it is essential to Debian and can call ioctl: this
 * is TUNSETIFF with IFF_TUN and IFF_NO_PI (linux/if_tun.h, 2023). `perl -e WATCHER DEVICE`.
 */
export const WATCHER: string = `
use strict;
$| = 1;
open(my $device, "+<", "/dev/net/tun") or die $!;
my $request = pack("a16 S x22", $ARGV[0], 0x1001);
ioctl($device, 0x400454ca, $request) or die $!;
sub sum { my $sum = 0; $sum += $_ for unpack("n*", length($_[0]) % 2 ? $_[0] . "\\0" : $_[0]); $sum = ($sum >> 16) + ($sum & 0xffff) while $sum >> 16; ~$sum & 0xffff }
sub summed { my ($text, $at) = @_; substr($text, $at, 2) = pack("n", sum($text)); $text }
my ($number, $said, %kept) = (0, "");
for (;;) {
  my $ready = "";
  vec($ready, fileno($_), 1) = 1 for $device, \\*STDIN;
  select($ready, undef, undef, undef) > 0 or next;
  if (vec($ready, fileno($device), 1) && sysread($device, my $packet, 65536)) {
    my $head = 4 * (ord($packet) & 15);
    next unless ord($packet) >> 4 == 4 && length($packet) >= $head + 8;
    my $protocol = ord(substr($packet, 9, 1));
    my ($from, $to) = map { join ".", unpack("C4", substr($packet, $_, 4)) } 12, 16;
    my ($source, $port) = $protocol == 6 || $protocol == 17 ? unpack("nn", substr($packet, $head, 4)) : (0, 0);
    $kept{++$number} = substr($packet, 0, $head + 8);
    print "$number $protocol $from $source $to $port\\n";
  }
  if (vec($ready, fileno(STDIN), 1)) {
    sysread(STDIN, $said, 65536, length $said) or exit;
    while ($said =~ s/^(\\d+)\\n//) {
      my $packet = delete $kept{$1} // next;
      my $answer = summed(pack("CCnN", 3, 0, 0, 0) . $packet, 2);
      my $head = pack("CCnnnCCn", 0x45, 0, 20 + length $answer, 0, 0, 64, 1, 0);
      syswrite($device, summed($head . substr($packet, 16, 4) . substr($packet, 12, 4), 10) . $answer);
    }
  }
}
`;
