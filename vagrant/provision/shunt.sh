#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shunt.sh MACHINE: a Shunt machine. SHUNT_BINARY names a binary that was built elsewhere (on Debian 12); without it the
# checkout is built here.
# shellcheck source=vagrant/provision/common.sh
. "$(dirname "$0")/common.sh"

# backends FAMILY: their addresses as items of a list.
backends() {
  local one
  for one in $(addresses "$1" backend back); do echo "      - \"$one\""; done
}

configuration() {
  cat <<YAML
# Of the machine $machine, by vagrant/provision/shunt.sh. The same on all Shunt machines, so that all have the same tables.
interfaces: [front, back]
services:
  - name: web
    vip: $(vip 4)
    ports: [80/tcp]
    forwarding: ipip
    backends:
$(backends 4)
  - name: web6
    vip: "$(vip 6)"
    ports: [80/tcp]
    forwarding: gue
    backends:
$(backends 6)
YAML
}

# Sets `binary`.
make_binary() {
  if [ -n "${SHUNT_BINARY:-}" ]; then
    packages run
    binary=$SHUNT_BINARY
  else
    "$checkout/tools/build"
    binary=$checkout/build/shunt
  fi
}

# XDP wants frames as they were on the wire: none that a driver or the kernel has joined.
single_frames() {
  local port feature
  for port in front back; do
    for feature in generic-receive-offload large-receive-offload rx-gro-hw; do
      if ethtool -k "$port" | grep -q "^$feature: on$"; then ethtool -K "$port" "$feature" off; fi
    done
  done
}

start_by_systemd() {
  mkdir -p /etc/shunt
  configuration >/etc/shunt/shunt.yaml
  install -m 755 "$binary" /usr/sbin/shunt
  install -m 644 "$checkout/packaging/shunt.service" /etc/systemd/system/shunt.service
  install -m 644 -D "$checkout/packaging/shunt.bash" /usr/share/bash-completion/completions/shunt
  shunt check /etc/shunt/shunt.yaml
  systemctl daemon-reload
  systemctl --quiet enable shunt
  systemctl restart shunt
}

# end_of PID: returns when the process is gone.
end_of() {
  while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
}

# As the unit does: what was forwarded by the one before is forwarded by the next.
start_directly() {
  configuration >"$state/shunt.yaml"
  "$binary" check "$state/shunt.yaml"
  if [ -e "$state/shunt.pid" ] && kill "$(<"$state/shunt.pid")" 2>/dev/null; then end_of "$(<"$state/shunt.pid")"; fi
  export SHUNT_SOCKET=$state/shunt.sock SHUNT_PIN_DIR=/sys/fs/bpf/$machine SHUNT_STATE_FILE=$state/overrides.json
  setsid "$binary" run --config "$state/shunt.yaml" --on-stop keep </dev/null >>"$state/shunt.log" 2>&1 &
  echo $! >"$state/shunt.pid"
  until "$binary" status >/dev/null 2>&1; do
    kill -0 $! 2>/dev/null || die "shunt has ended: $(tail -n 1 "$state/shunt.log")"
    sleep 0.2
  done
}

begin shunt "$@"
make_binary
configure_ports
single_frames
if [ "$LAB_INIT" = systemd ]; then start_by_systemd; else start_directly; fi
