const PER_BOOT = "/var/lib/cloud/scripts/per-boot/alpha-engine-deadline";

/**
 * What cloud-init runs: a timer that ends the instance at the given time. It is in the launch itself, so that it is armed
 * even if the launcher dies right after the call; and it is armed again at every boot, for systemd-run's timers do not
 * survive one. `alpha-engine-deadline` is not the unit of any script's own watchdog.
 */
export function watchdogUserData(at: Date): string {
  return `#!/bin/sh
mkdir -p "$(dirname ${PER_BOOT})"
cat >${PER_BOOT} <<'EOF'
${armScript(at)}EOF
chmod 755 ${PER_BOOT}
exec ${PER_BOOT}
`;
}

/** One minute at the least, so that a machine that is stopped and started late does not die before anybody sees why. */
function armScript(at: Date): string {
  return `#!/bin/sh
left=$((${Math.floor(at.getTime() / 1000)} - $(date +%s)))
[ "$left" -ge 60 ] || left=60
systemd-run --unit=alpha-engine-deadline --on-active="$left" /sbin/shutdown -h now || shutdown -h "+$((left / 60))"
`;
}
