/** A file of an image. */
export interface ImageFile {
  readonly content: string;
  /** @default 0o644 */
  readonly mode?: number;
  /**
   * A user of the instance, `user:group`, or numbers; where there is one user only, nobody else owns anything.
   * @default whose home it is in, else root
   */
  readonly owner?: string;
}

/** What a repository holds where there is none to clone, by path in it: its first commit. */
export type MadeUpFiles = Readonly<Record<string, Pick<ImageFile, "content" | "mode">>>;

/** A clone of a git repository on an instance. */
export interface Checkout {
  /** A git repository of this machine, as far as it is committed; a folder or made-up files, which become a first commit. */
  readonly from: string | MadeUpFiles;
  /** What `origin` is called there. */
  readonly url: string;
  /** @default the one that is checked out in `from`, or `main` */
  readonly branch?: string;
  /** Whose it is on the instance; others are refused by git, as it is done with dubious ownership. @default "root" */
  readonly owner?: string;
}

/** What instances of an image find on their disk and in reach. */
export interface Image {
  /** By absolute path inside the instance, anywhere but below /dev, /proc and /sys. */
  readonly files?: Readonly<Record<string, ImageFile>>;
  /**
   * A script that runs as root before the first instance boots, with the instance's network; what it leaves behind is kept
   * on this machine for as long as all that it depends on is the same. One that does not end with 0 is a failed boot.
   */
  readonly prepare?: { readonly content: string };
  /** Folders of this machine that the instance sees at their own path. */
  readonly exposes?: readonly string[];
  /**
   * What `sh` is on it, for the agent, in a shebang and everywhere else: bash called by that name, as on Amazon Linux,
   * where a killed script is a signal to the agent (-1), or dash, as on Debian and Ubuntu, with exit code 137 or 143.
   * @default "bash"
   */
  readonly sh?: "bash" | "dash";
  /** False: no SSM agent, so that its instances run and never come Online. @default true */
  readonly agent?: boolean;
  /** What `dnf install` finds; another name is refused in dnf's words. @default any name */
  readonly packages?: readonly string[];
  /**
   * Git repositories of this machine, by the URL that they stand in for: `https://github.com/org/repo`. What is cloned
   * or pulled from there, also over ssh or with a token, comes from the folder, or has these made-up files; git reaches
   * no other host then.
   */
  readonly repositories?: Readonly<Record<string, string | MadeUpFiles>>;
  /**
   * Units of systemd by name, files of /etc/systemd/system. What says who wants it (`WantedBy`) is enabled, and starts at
   * every boot.
   */
  readonly units?: Readonly<Record<string, { readonly content: string }>>;
  /**
   * Clones by their path inside the instance, which are there when it has booted for the first time, around the image's
   * files that lie in them. Their remote is a
   * folder of the cloud's, which `push` moves on; git reaches no other host then.
   */
  readonly checkouts?: Readonly<Record<string, Checkout>>;
}
