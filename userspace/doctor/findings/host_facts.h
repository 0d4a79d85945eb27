// SPDX-License-Identifier: Apache-2.0
// What is known of this host, as read by doctor/collect: plain values, so that tables of them make tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/config.h"
#include "net/address.h"

namespace shunt::doctor {

struct KernelFacts {
  std::string release;                        ///< uname -r
  bool btf = true;                            ///< /sys/kernel/btf/vmlinux
  bool jit = true;                            ///< net.core.bpf_jit_enable
  bool extensions = true;                     ///< programs of type EXT, which libxdp's dispatcher needs
  std::vector<std::string> missing_features;  ///< kinds of programs and maps: "XDP programs"
  std::string missing_capabilities;           ///< of this process: "CAP_NET_ADMIN, CAP_BPF"
  std::string bpf_file_system;                ///< why pins cannot lie where they should; empty: they can
};

struct MemoryFacts {
  std::uint64_t needed = 0;     ///< bytes of the maps for the configured limits
  std::uint64_t available = 0;  ///< bytes, MemAvailable; 0: unknown
  bool loaded = false;          ///< a controller has them already
};

struct ClockFacts {
  std::optional<bool> synchronized;  ///< by adjtimex(2); nothing: unknown
  std::string source;                ///< "tsc", "kvm-clock", ...; empty: unknown
};

struct Program {
  std::uint32_t id = 0;
  std::string name;
};

/// One interrupt of a card.
struct Interrupt {
  unsigned number = 0;
  std::string name;            ///< "eth0-TxRx-0"
  std::vector<unsigned> cpus;  ///< that it may come to
};

struct Queue {
  unsigned number = 0;
  std::uint64_t packets = 0;  ///< received since the driver began to count
};

struct InterfaceFacts {
  std::string name;
  model::AttachMode asked = model::AttachMode::kAuto;
  bool exists = false;
  bool up = false;
  bool carrier = false;
  std::string kind;    ///< of virtual devices: "veth", "bond"; empty: a card
  std::string driver;  ///< empty: unknown
  unsigned mtu = 0;
  bool lro = false;
  bool gro_hw = false;
  unsigned queues = 0;          ///< receive queues in use; 0: unknown
  unsigned queues_at_most = 0;  ///< that the card has; 0: unknown
  std::vector<Queue> received;  ///< empty: the driver does not count by queue
  std::vector<Interrupt> interrupts;
  std::string mode;       ///< "native" or "generic": of what is attached; empty: nothing is
  bool attached = false;  ///< packets that come in there are forwarded; without a controller: shall be
  bool dispatcher = false;
  std::vector<Program> programs;  ///< in the order in which they run
  std::uint32_t our_program = 0;  ///< of these, by the controller; 0: none, or no controller
  std::string obstacle;    ///< why the controller has not attached as asked; empty: it has, or there is none
  unsigned rp_filter = 0;  ///< the one in force: the larger of all and its own
};

/// The way to one backend, as the controller resolves it.
struct Way {
  net::IpAddress backend;
  std::string services;   ///< that have it: "web, dns"
  std::string obstacle;   ///< why there is none; empty: there is one
  bool silent = false;    ///< the obstacle: the backend or the gateway to it does not answer on its link
  std::string egress;     ///< the card that transmits; of a VLAN device the one below
  std::string device;     ///< that packets leave by
  unsigned mtu = 0;       ///< of the way, from the IP header on
  unsigned overhead = 0;  ///< bytes of the outer headers; the most of its services
  bool on_link = false;
  bool needs_link = false;  ///< some service forwards by l2
  bool has_slots = true;    ///< some service sends it flows, or nobody knows
};

/// Who gets packets to a VIP.
struct VipFacts {
  net::IpAddress vip;
  std::string services;
  bool local = false;          ///< an address of this host
  std::string link;            ///< the connected network that it is in is on this device; empty: it is in none
  std::string gateway_device;  ///< device of the route towards the rest of the world; empty: there is none
  std::optional<net::IpAddress> gateway;
  unsigned arp_ignore = 0;          ///< in force on `link`
  std::vector<std::string> owners;  ///< MAC addresses of others that answer for it on `link`
  bool asked = false;               ///< a ping to it was sent to the gateway
  std::string came_back_by;         ///< the device that this ping came in by again; empty: it did not
  std::string refused_by;           ///< a router that said it cannot deliver; empty: none
  bool answered = false;            ///< somebody answered that ping
};

/// Of the counters: since the program was loaded, or of a sample.
struct BackendLoad {
  net::IpAddress address;
  std::uint32_t weight = 0;
  std::uint32_t slots = 0;
  std::uint64_t packets = 0;
};

struct ServiceLoad {
  std::string name;
  model::Scheduler scheduler = model::Scheduler::kMaglev;
  std::uint32_t table_size = 0;
  std::uint64_t packets = 0;
  std::vector<BackendLoad> backends;
};

struct LoadFacts {
  std::vector<ServiceLoad> services;
  std::vector<std::uint64_t> cpus;  ///< packets forwarded, by CPU
};

struct HostFacts {
  KernelFacts kernel;
  MemoryFacts memory;
  ClockFacts clock;
  unsigned cpus = 1;  ///< online
  std::vector<InterfaceFacts> interfaces;
  bool forwards_ipv4 = false;
  bool forwards_ipv6 = false;
  std::vector<Way> ways;
  std::vector<VipFacts> vips;
  bool controller = false;          ///< it runs
  std::string no_access;            ///< why whoever asks may not reach it; empty: may, or there is none
  std::vector<std::string> alarms;  ///< of the controller
  LoadFacts load;
};

}  // namespace shunt::doctor
