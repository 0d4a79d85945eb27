// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include <array>
#include <utility>

#include "cli/help_pages.h"

namespace shunt::cli {
namespace {

constexpr std::string_view kOverview =
    R"(shunt: a layer 4 load balancer that forwards packets in the NIC driver (XDP)

usage: shunt COMMAND [OPTIONS]

  run      run the controller in the foreground
  check    say everything that is wrong with a configuration file
  plan     what a reload would change, and whether it moves flows
  reload   apply the configuration file: all of it, or nothing and the reason
  backend  drain, disable or enable a backend, or change its weight
  status   services, backends and their next hops, interfaces, alarms
  stats    packets per service, backend, interface and drop reason
  top      the same as rates, live in the terminal
  flows    the recorded flows: which client is at which backend
  doctor   what is wrong with this host, or with the way to one backend
  explain  what becomes of a packet, and why
  capture  packets as they came and as they left, with reasons, as pcapng
  log      what is logged, and how much of it
  attach   forward what comes in on an interface
  detach   leave an interface alone
  decap    on a backend without tunnel devices: decapsulate
  unload   remove what a controller that is gone has left in the kernel
  password hash a password, or make a token, for who may ask over TCP

Options of every command, before or after its name:
  --socket PATH   the controller's UNIX socket; default /run/shunt/shunt.sock,
                  or what SHUNT_SOCKET says
  --pin-dir DIR   where programs and maps are pinned; default /sys/fs/bpf/shunt,
                  or what SHUNT_PIN_DIR says
  --json          print JSON (the commands that read, and attach, backend and
                  reload)
  --version       print the version
  -h, --help      print this, or the help of a command

Exit status: 0 done; 1 failed, standard error says what to do; 2 wrong usage;
of doctor also 3: the worst it found is a warning, 4: an error.

Example:
  shunt check /etc/shunt/shunt.yaml
  shunt run --config /etc/shunt/shunt.yaml
)";

constexpr std::string_view kRun =
    R"(Run the controller in the foreground: load the programs, fill the maps, attach
to the interfaces of the file, follow next hops, answer the other commands.

usage: shunt run --config FILE [OPTIONS]

  --config FILE          the configuration (docs/configuration.md)
  --on-stop detach|keep  what SIGTERM and SIGINT do: detach from the interfaces
                         and remove everything (the default), or leave traffic
                         flowing
  --state-file PATH      where changes by `shunt backend` are kept; default
                         /var/lib/shunt/overrides.json, or what
                         SHUNT_STATE_FILE says
  --forget-flows         take over without the maps that are pinned, such as
                         those of another version: connections whose slots are
                         changing may break
  --log-level LEVEL      debug, info, warning or error, whatever the file says
                         under `log:`; the log goes to standard error, or to
                         the journal if that is its reader (docs/logs.md)

SIGHUP reloads the file. A controller that is killed stops no traffic: the next
start adopts what it left and loses no packet. One controller at a time can use
a socket and a pin directory. Needs root, or the capabilities CAP_NET_ADMIN,
CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN; CAP_NET_RAW for pings of health checks
and of `shunt doctor`.

Example:
  shunt run --config /etc/shunt/shunt.yaml --on-stop keep
)";

constexpr std::string_view kCheck = R"(Say everything that is wrong with a configuration file, one line each:
FILE:LINE:COLUMN: message. Needs neither root nor a controller.

usage: shunt check FILE [--json]

Exit status: 0 if `shunt run` would take the file, 1 if not.

Example:
  shunt check /etc/shunt/shunt.yaml && shunt reload
)";

constexpr std::string_view kPlan =
    R"(Show what a reload would change: services, backends, the slots that move, and
those whose flows would be tracked so that no connection breaks. The controller
computes it by the code that would apply it, and changes nothing.

usage: shunt plan [FILE] [--json]

  FILE   plan with this file in place of the controller's own; - reads standard
         input

A change that would move flows and cannot be tracked (another table size, seed
or hash) is named: a reload of it has to be forced. Exit status: 0, or 1 if the
file has errors: FILE:LINE:COLUMN: message.

Example:
  shunt plan
  shunt plan new.yaml && cp new.yaml /etc/shunt/shunt.yaml && shunt reload
)";

constexpr std::string_view kReload =
    R"(Apply the controller's configuration file: all of it, or nothing and the
reason. Prints what changed, how many new services wait for their first check,
and which changes by `shunt backend` still stand. `shunt status` remembers why
a reload was refused.
A packet sees the old state or the new one.

usage: shunt reload [--force] [--json]

  --force   also if flows would move; `shunt plan` says which

Example:
  shunt reload
)";

constexpr std::string_view kBackend =
    R"(Change one backend of one service now. The change stands beside the file, over
restarts and reloads, until it is undone; `shunt status` shows it.

usage: shunt backend drain SERVICE BACKEND [--for TIME] [--force] [--json]
       shunt backend disable SERVICE BACKEND [--force] [--json]
       shunt backend enable SERVICE BACKEND [--json]
       shunt backend weight SERVICE BACKEND [N] [--force] [--json]

  drain     new flows go elsewhere, and those that it has stay until they end
  disable   no packet goes there from now on; its flows break
  enable    ends a drain or disable; a weight that was set stays
  weight    N, 0 to 10000; without N the file's again
  SERVICE   its name; BACKEND: an address of it

  --for TIME   the deadline of a drain: 90s, 10m, 1h30m, 1d; flows that are left
               then are moved. Without it, tracking.drain of the file
  --force      also if no backend is left to take new flows

Example:
  shunt backend drain web 198.51.100.11 --for 10m
  shunt backend enable web 198.51.100.11
  shunt backend weight web 198.51.100.12 5
)";

constexpr std::string_view kStatus =
    R"(Show services with their backends, weights, share of slots, recorded flows and
next hops, what is wrong with their health, interfaces with their attach mode,
changes by `shunt backend` that stand beside the file, and alarms: what somebody
should act on.

With SERVICE: that service alone, with each health check of each backend: what
it asks, its last answer and the time that answers take, and the last
transitions.

usage: shunt status [SERVICE] [--json]

Example:
  shunt status
  shunt status web
  shunt status --json | jq '.services[].backends[] | select(.reason != "")'
)";

constexpr std::string_view kStats =
    R"(Show counters: packets and bytes per service and backend, frames per interface
and verdict, and every reason for which packets were dropped or passed to the
host. Those of services, backends and reasons go on when a controller takes
over; those of interfaces count since this controller's maps were made.

usage: shunt stats [--per-cpu] [--json]

  --per-cpu   also show the part of each CPU that counted something

Example:
  shunt stats --per-cpu
  shunt stats --json | jq '.reasons[] | select(.packets > 0)'
)";

constexpr std::string_view kAttach =
    R"(Attach the forwarding program to an interface, now or when it appears. Lasts
until `shunt detach`, the next reload, or the controller's end: what should
stay belongs into `interfaces:` of the configuration file.

usage: shunt attach IFACE [--mode MODE] [--json]

  --mode MODE   auto (the default): native, else generic with a warning;
                native: in the driver; generic: in the kernel's receive path,
                works on every interface and is several times slower

Example:
  shunt attach eth1 --mode native
)";

constexpr std::string_view kDetach = R"(Take the forwarding program off an interface. Programs of others stay.

usage: shunt detach IFACE

Example:
  shunt detach eth1
)";

constexpr std::string_view kDecap =
    R"(On a backend: decapsulate ipip and GUE packets at XDP, for hosts without tunnel
devices (docs/backends.md). Needs no controller, and stays when the command
ends. Once more with other options: those take effect between two packets.

usage: shunt decap IFACE [OPTIONS]
       shunt decap IFACE --stats [--json]
       shunt decap IFACE --off

  --from PREFIX    accept tunnels from there only; default: from anywhere
  --vip PREFIX     accept packets to these VIPs only; default: to any address
  --to ADDRESS     accept tunnels to this address only; default: every address
                   that the host has now
                   (each of the three may be given several times)
  --gue-port PORT  the UDP port of GUE; default 6080
  --mode MODE      auto (the default), native or generic, as of `shunt attach`
  --stats          show what became of the frames that came in
  --off            stop, and forget the counters

Example:
  shunt decap eth0 --from 198.51.100.2 --vip 192.0.2.10
  shunt decap eth0 --stats
)";

constexpr std::string_view kDoctor =
    R"(Look for what is wrong. Each finding says what it is, why it matters, and the
command that mends it. Nothing is changed.

usage: shunt doctor [--config FILE] [--json]
       shunt doctor SERVICE BACKEND [--config FILE] [--json]

Without arguments, this host: kernel, memory, clock, interfaces (XDP mode, other
programs, MTU, LRO, queues, interrupts), ways to the backends, who gets packets
to the VIPs, and how evenly load is spread. With a service and the address of a
backend, the way of its packets step by step, up to the step that fails: route,
neighbour, reachability, decapsulation, rp_filter, VIP, port, answer, full-size
packets. The steps through the tunnel are the controller's to ask; without one
they could not be asked, and it says so.

  --config FILE   the configuration; default: the running controller's, else
                  /etc/shunt/shunt.yaml

Run it as root. It sends a few packets: pings to backends, ARP for VIPs, a ping
to each VIP by way of the gateway. If the controller runs in another network
namespace, it looks there.

Exit status: 0 nothing is wrong; 1 it could not look; 2 wrong usage; 3 the worst
finding is a warning; 4 an error.

Example:
  shunt doctor
  shunt doctor web 198.51.100.11
)";

constexpr std::string_view kLog =
    R"(Show what the controller logs: level, format and where to. With LEVEL, set the
level first, until the next reload or start: those take `--log-level` or `log:`
of the file. docs/logs.md lists every event with what to do.

usage: shunt log [debug|info|warning|error] [--json]

Example:
  shunt log
  shunt log debug
)";

constexpr std::string_view kUnload =
    R"(Remove what a controller that is gone has left in the kernel: the program on
the interfaces, and what is pinned in the pin directory. Traffic to the VIPs is
no longer forwarded. Refuses while a controller runs there: stop that instead.

usage: shunt unload [--pin-dir DIR]

Example:
  shunt unload
)";

using Page = std::pair<std::string_view, std::string_view>;
const std::array kPages{Page{"run", kRun},
                        Page{"check", kCheck},
                        Page{"plan", kPlan},
                        Page{"reload", kReload},
                        Page{"backend", kBackend},
                        Page{"status", kStatus},
                        Page{"stats", kStats},
                        Page{"attach", kAttach},
                        Page{"detach", kDetach},
                        Page{"decap", kDecap},
                        Page{"unload", kUnload},
                        Page{"doctor", kDoctor},
                        Page{"flows", kFlowsHelp},
                        Page{"top", kTopHelp},
                        Page{"explain", kExplainHelp},
                        Page{"capture", kCaptureHelp},
                        Page{"log", kLog},
                        Page{"password", kPasswordHelp}};

}  // namespace

std::string_view help_page(std::string_view command) {
  for (const auto& [name, page] : kPages)
    if (name == command) return page;
  return kOverview;
}

}  // namespace shunt::cli
