/** Words of bash itself, and programs that every instance of a local cloud has. */
export const PROVIDED: ReadonlySet<string> = new Set(
  [
    ". : [ alias bg bind break builtin caller cd command compgen complete continue declare dirs disown echo enable eval",
    "exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read",
    "readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset",
    "wait sudo su runuser curl date dnf yum git systemctl systemd-run journalctl shutdown poweroff reboot halt crontab at",
    "atq atrm batch ssh scp rsync ssh-keyscan useradd usermod groupadd hostnamectl timedatectl loginctl service init",
  ]
    .join(" ")
    .split(" "),
);

/** What a machine has or says clearly that it has not: nobody is to take a stand-in for it. */
export const LATER: ReadonlySet<string> = new Set([
  "aws",
  "python",
  "python3",
  "pip",
  "pip3",
  "bash",
  "sh",
  "apt-get",
  "apt",
]);

/** Programs whose operands are files that are there. */
export const READERS: ReadonlySet<string> = new Set([
  "cat",
  "head",
  "tail",
  "wc",
  "md5sum",
  "sha256sum",
  "sort",
  "cp",
  "mv",
  "ln",
  "install",
]);

/** Modules of Python itself. */
export const NOT_MODULES: ReadonlySet<string> = new Set(
  "venv pip json http compileall unittest zipfile tarfile ensurepip site sysconfig timeit cProfile pdb pytest base64".split(
    " ",
  ),
);
