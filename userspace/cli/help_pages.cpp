// SPDX-License-Identifier: Apache-2.0
#include "cli/help_pages.h"

namespace shunt::cli {

const std::string_view kFlowsHelp =
    R"(Show the recorded flows: client, VIP, service, backend, state, and for how long
each has been silent. Only flows of slots that changed backends a short time ago
are recorded, and all flows of round-robin and least-connections. A steady slot
records none: there the hash alone says where a flow goes.

usage: shunt flows [SERVICE] [OPTIONS] [--json]

  --backend ADDRESS  only flows of that backend
  --client PREFIX    only flows of clients there: 203.0.113.7, 203.0.113.0/24
  --proto tcp|udp    only flows of that protocol
  --idle-over TIME   only flows that have been silent for longer: 90s, 5m
  --limit N          so many rows, 1 to 2000; default 100
  --all              all, however many
  --sort KEY         idle (the longest first), client, backend, service or slot;
                     without it as they lie in the table
  --count WHAT       in place of flows their number: by backend, client, or
                     client/LENGTH: client/24 counts IPv4 by /24, IPv6 by /64,
                     client/48 counts IPv6 by /48; most flows first

STATE: unconfirmed (a SYN and nothing after it), established, closing (a FIN or
RST was seen), udp. IDLE: since the last packet, in whole seconds, by a clock
that stops while no controller runs. When a flow began is not recorded.

Example:
  shunt flows web --backend 198.51.100.11 --sort idle
  shunt flows --count client/24 --limit 10
)";

const std::string_view kTopHelp =
    R"(Show rates live: packets and bits per second, drops, flows, by service, backend,
interface, CPU and drop reason. In a terminal by keys; without one, or with
TERM=dumb, as lines, one block an interval.

usage: shunt top [SERVICE] [OPTIONS] [--json]

  --interval TIME  between two looks: 500ms, 2s (the default), 1m
  --count N        end after N looks
  --sort KEY       name, packets, bits, drops, flows, slots, passed,
                   transmitted, redirected or share
  --filter TEXT    only rows whose name has TEXT

With SERVICE, begins with its backends. --json: one object a line.

Keys: 1 services  2 interfaces  3 CPUs  4 drops  Enter backends of a service
Esc back  arrows, PgUp, PgDn, Home, End move  s, > next sort column  < previous
r reverse  / filter  p pause  + - interval  ? help  q quit

Example:
  shunt top
  shunt top web --interval 1s
  shunt top --count 2 --interval 5s --sort drops | grep '^service '
)";

const std::string_view kPasswordHelp =
    R"(Make a line for the file that `api: {users_file: FILE}` names: who may ask over
TCP. The password is read from the terminal, or as the first line of standard
input, of at most 511 bytes; the line on standard output has only its hash.

usage: shunt password NAME
       shunt password NAME --token FILE

  --token FILE   for a program: make a token of 64 random digits, write it to
                 FILE, which must not be there, for its owner alone

The file of users must not be readable by others: make it with `umask 077`. A
reload reads it again. Who uses the token has to be able to read its FILE:
Debian's Prometheus runs as user prometheus.

Example:
  shunt password alice | (umask 077; cat >> /etc/shunt/users)
  shunt password prometheus --token /etc/prometheus/shunt >> /etc/shunt/users
  chown prometheus /etc/prometheus/shunt
)";

const std::string_view kExplainHelp =
    R"(Show what becomes of a packet, and why: the service that it matches, its slot
and flow, the backend, the next hop, the bytes that leave, or the reason why it
is dropped. The controller asks the loaded program's own code on the maps as
they are; no counter and no flow changes.

usage: shunt explain --from ADDR:PORT --to ADDR:PORT [--proto tcp|udp]
                     [--established] [--length N] [OPTIONS] [--json]
       shunt explain --packet FILE.pcap [--frame N] [OPTIONS] [--json]

  --from, --to     client and VIP: 203.0.113.7:40000, [2001:db8::7]:40000
  --proto          tcp by default
  --established    TCP: a packet in the middle of a connection; else its SYN
  --length N       bytes of the IP packet, at most 3386, to see whether it fits;
                   else its headers alone
  --packet FILE    a packet of a capture (pcap or pcapng, Ethernet or raw IP);
                   what was cut off is taken to be zero
  --frame N        which one of it, 1 by default
  --interface DEV  that it comes in by; else the first one that is attached
  --if-reloaded FILE   as a reload of this file would leave things; - reads
                   standard input

Example:
  shunt explain --from 203.0.113.7:40000 --to 192.0.2.10:443
  shunt explain --packet drops.pcapng --frame 12 --interface eth0
  shunt explain --from 203.0.113.7:40000 --to 192.0.2.10:80 --if-reloaded a.yaml
)";

const std::string_view kCaptureHelp =
    R"(Write packets as they came and as they left to a pcapng file, each with what
became of it as its comment: verdict, reason, service, backend, interface. XDP
takes packets before tcpdump can see them; this shows them. While it runs
another program forwards, which takes longer; without it, nothing does.

usage: shunt capture -w FILE.pcapng [FILTER] [OPTIONS]

  -w FILE          - writes to standard output: | wireshark -k -i -
  --service NAME   packets of that service
  --backend ADDR   of it, packets that went to that backend
  --client PREFIX  from that address or network
  --verdict LIST   forwarded, dropped, passed
  --reason LIST    names as `shunt stats` has them: ttl_expired,too_big
  --all            also what concerns no service, and goes to this host

  --full           whole frames; else 192 bytes, which hold the headers
  --bytes N        so many of each, 1 to 4096
  --sample N       one of N
  --rate N         at most N a second, 1000 by default, 20000 at most
  --count N        end after N packets, 1 at least
  --for TIME       end after that time: 90s, 10m

Ends with SIGINT, too, and says how many packets there were, and how many were
left out and why. Addresses and what --full shows are people's: mind the file,
which only its owner may read.

Example:
  shunt capture -w drops.pcapng --verdict dropped --for 30s
  shunt capture -w - --service web --client 203.0.113.7 | tshark -r -
)";

}  // namespace shunt::cli
