/** Somebody of one instance at another one, by ssh or what is built on it. */
export interface Session {
  /** The instance that he comes from. */
  readonly from: Pick<Host, "instanceId" | "address" | "folder">;
  readonly user: string;
  /** What he called the host. */
  readonly host: string;
  /** For the login shell; without one it reads its commands from stdin. */
  readonly command: string | undefined;
  readonly accessKeyId: string;
  /** Open files: stdin, stdout, stderr. */
  readonly streams: readonly [number, number, number];
  /** Called when they have been handed over. */
  readonly begun: () => void;
}

/** An instance as others see it in the network. */
export interface Host {
  readonly instanceId: string;
  readonly address: string;
  readonly hostname: string;
  /** That holds what it owns. */
  readonly folder: string;
  /** Whether somebody listens there: `booting` refuses, `off` says nothing. */
  readonly state: () => "off" | "booting" | "on";
  /** Runs it; the answer is its exit code, or none where a signal or the end of the machine ended it. */
  readonly logIn: (session: Session) => Promise<number | undefined>;
}

/** What was done at another instance, by ssh and not by a service of AWS. */
export interface RemoteLogin {
  readonly program: "ssh" | "scp" | "sftp" | "rsync";
  readonly instanceId: string;
  /** The instance that was reached, or was to be. */
  readonly to: string;
  readonly address: string;
  readonly user: string;
  /** Absent where the commands came by stdin. */
  readonly command?: string;
  /** As the program ended; 255 where nobody was let in. */
  readonly exitCode: number;
}

/** All instances of a cloud by what they are reached by. */
export interface Hosts {
  add(host: Host): void;
  /** By private address, or private name with or without its domain. */
  find(name: string): Host | undefined;
}

/** Of private names, in us-east-1 and elsewhere (VPC user guide, vpc-dns, 2026-11). */
const DOMAIN = /\.(?:ec2|[a-z\d-]+\.compute)\.internal$/;

export function createHosts(): Hosts {
  const known = new Map<string, Host>();
  return {
    add: (host) => {
      for (const name of [host.address, host.hostname.replace(DOMAIN, ""), host.instanceId]) known.set(name, host);
    },
    find: (name) => known.get(name.toLowerCase().replace(DOMAIN, "")),
  };
}
