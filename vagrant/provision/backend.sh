#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# backend.sh MACHINE: a backend, with the kernel's tunnel devices, as docs/backends.md has it, and nginx.
# shellcheck source=vagrant/provision/common.sh
. "$(dirname "$0")/common.sh"

# tunnel NAME ARGUMENT...: a device that decapsulates.
tunnel() {
  local name=$1
  shift
  ip link show "$name" >/dev/null 2>&1 || ip link add name "$name" "$@"
  ip link set "$name" up
}

# What Shunt sends: IPv4 in IPv4 (ipip) to the one VIP, IPv6 in IPv6 behind UDP (gue) to the other.
decapsulate() {
  tunnel shunt4 type ipip local "$(address 4 "$machine" back)" remote any
  tunnel shunt6 type ip6tnl mode any local "$(address 6 "$machine" back)" remote ::
  sysctl -q -w net.ipv4.conf.shunt4.rp_filter=0 net.ipv4.conf.all.rp_filter=0
  modprobe fou6
  grep -q 'port 6080' <<<"$(ip -6 fou show)" || ip -6 fou add port 6080 gue
}

# Nobody else may send tunnelled packets.
hear_only_shunt() {
  local shunt4 shunt6
  shunt4="{ $(addresses 4 shunt back | paste -sd,) }"
  shunt6="{ $(addresses 6 shunt back | paste -sd,) }"
  nft -f - <<RULES
table inet shunt
delete table inet shunt
table inet shunt {
  chain tunnels {
    type filter hook input priority -10;
    meta protocol ip ip protocol { 4, 41 } ip saddr != $shunt4 drop
    meta protocol ip6 meta l4proto { 4, 41 } ip6 saddr != $shunt6 drop
    meta protocol ip6 udp dport 6080 ip6 saddr != $shunt6 drop
  }
}
RULES
}

# Answers go to the clients by way of the router, with the segment sizes that leave room for the outer headers.
answer_directly() {
  local name
  for name in $(machines client); do
    route 4 "$(address 4 "$name" clients)" via "$(address 4 router back)" advmss 1440
    route 6 "$(address 6 "$name" clients)" via "$(address 6 router back)" advmss 1392
  done
}

# `/` says who answers, each page by a connection of its own, so that pages are flows. `/slow` is 300,000 bytes that take
# 15 s: a flow to watch while things change. `/files/` takes what is PUT there.
site() {
  cat <<SITE
server {
  listen 80 default_server;
  listen [::]:80 default_server;
  keepalive_timeout 0;
  location / { default_type text/plain; return 200 '$machine\n'; }
  location /files/ { alias $state/files/; dav_methods PUT; }
  location = /slow { default_type text/plain; alias $state/slow; limit_rate 20k; }
}
SITE
}

serve() {
  truncate -s 300000 "$state/slow"
  install -d -o www-data "$state/files"
  if [ "$LAB_INIT" = systemd ]; then
    site >/etc/nginx/sites-available/shunt-lab
    ln -sf ../sites-available/shunt-lab /etc/nginx/sites-enabled/default
    systemctl --quiet enable nginx
    systemctl restart nginx
    return
  fi
  site >"$state/site"
  cat >"$state/nginx.conf" <<CONFIGURATION
worker_processes 1; user root; pid $state/nginx.pid; error_log $state/nginx.log;
events {}
http {
  access_log off; client_body_temp_path $state/body; proxy_temp_path $state/proxy;
  fastcgi_temp_path $state/fastcgi; uwsgi_temp_path $state/uwsgi; scgi_temp_path $state/scgi;
  include $state/site;
}
CONFIGURATION
  local -a signal=()
  [ ! -e "$state/nginx.pid" ] || signal=(-s reload)
  nginx -c "$state/nginx.conf" -e "$state/nginx.log" "${signal[@]}"
}

begin backend "$@"
configure_ports
ip address replace "$(vip 4)/32" dev lo
ip address replace "$(vip 6)/128" dev lo nodad
decapsulate
hear_only_shunt
answer_directly
serve
