// SPDX-License-Identifier: Apache-2.0
// One interface: XDP, what hinders it, queues and interrupts.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "doctor/findings/host.h"
#include "doctor/findings/remedies.h"

namespace shunt::doctor {
namespace {

/// Drivers with native XDP as of Linux 6.12, by the names that `ethtool -i` shows.
constexpr std::array<std::string_view, 28> kNative{
    "atlantic",  "bnxt_en", "dpaa2-eth", "ena",    "fsl_enetc", "fsl_dpa",    "gve",
    "hv_netvsc", "i40e",    "ice",       "igb",    "igc",       "ixgbe",      "ixgbevf",
    "mana",      "mlx4_en", "mlx5_core", "mvneta", "mvpp2",     "netsec",     "nfp",
    "qede",      "sfc",     "st_gmac",   "tun",    "veth",      "virtio_net", "vmxnet3"};

/// Largest MTU that native XDP takes; docs/nics.md and docs/attach.md say from where.
struct MtuLimit {
  std::string_view driver;
  unsigned mtu;
};
constexpr std::array<MtuLimit, 3> kMtuLimits{{{"igb", 3046}, {"ixgbe", 3046}, {"virtio_net", 3506}}};

class Examination {
 public:
  Examination(const InterfaceFacts& interface, unsigned cpus)
      : on_(interface), name_(for_shell(interface.name)), cpus_(cpus) {}

  Findings run() {
    if (!on_.exists) {
      add(Severity::kError, "interface-missing", "there is no such interface", "nothing is forwarded there",
          {"ip -br link"});
      return std::move(all_);
    }
    link();
    program();
    driver();
    offloads();
    queues();
    interrupts();
    reverse_path();
    if (worst(all_) < Severity::kWarning) add(Severity::kOk, "interface", summary(), "", {});
    return std::move(all_);
  }

 private:
  void add(Severity severity, std::string id, std::string what, std::string why,
           std::vector<std::string> commands) {
    all_.push_back({severity, std::move(id), on_.name, std::move(what), std::move(why), std::move(commands)});
  }

  [[nodiscard]] std::string summary() const {
    return fmt::format("{}{}, MTU {}{}", on_.driver.empty() ? "driver unknown" : on_.driver,
                       on_.mode.empty() ? ", no program yet" : ", " + on_.mode, on_.mtu,
                       on_.queues == 0 ? "" : fmt::format(", {} queues", on_.queues));
  }

  void link() {
    if (!on_.up)
      add(Severity::kError, "interface-down", "the interface is down", "no packet comes in or goes out",
          {"ip link set dev " + name_ + " up"});
    else if (!on_.carrier)
      add(Severity::kError, "no-carrier", "the interface has no carrier", "no packet comes in or goes out",
          {"check cable and switch port", "ethtool " + name_});
  }

  void program() {
    if (!on_.obstacle.empty())
      add(Severity::kError, "not-attached", "the controller has not attached as asked: " + on_.obstacle,
          "packets that come in there are not forwarded as the configuration says", {"shunt status"});
    std::string others;
    bool any_of_ours = on_.our_program == 0;
    for (const auto& program : on_.programs) {
      if (program.id == on_.our_program || program.name == "shunt_forward") {
        any_of_ours = true;
        continue;
      }
      others += fmt::format("{}{} (id {})", others.empty() ? "" : ", ", program.name, program.id);
    }
    if (!others.empty() && on_.dispatcher) {
      add(Severity::kNote, "xdp-beside", "other XDP programs beside Shunt: " + others,
          "what they drop or redirect first, Shunt does not see", {"xdp-loader status " + name_});
    } else if (!others.empty()) {
      add(Severity::kError, "xdp-program", "another XDP program is there: " + others,
          "only one program can be there without libxdp's dispatcher: Shunt cannot attach",
          {fmt::format("ip link set dev {} xdp off", name_),
           fmt::format("ip link set dev {} xdpgeneric off", name_)});
    } else if (!any_of_ours && on_.obstacle.empty()) {
      add(Severity::kError, "xdp-lost", "the controller's program is not there any more",
          "packets that come in there are not forwarded", {"shunt attach " + name_});
    }
    if (on_.mode == "generic" && others.empty())
      add(on_.asked == model::AttachMode::kGeneric ? Severity::kNote : Severity::kWarning, "generic-mode",
          "generic mode is in use",
          "each packet becomes a kernel buffer first: several times the cost of native mode, see docs/attach.md",
          {"shunt attach " + name_ + " --mode native", "journalctl -u shunt | grep " + name_});
  }

  void driver() {
    if (on_.kind == "bridge" || on_.kind == "bond" || on_.kind == "vlan" || on_.kind == "macvlan") {
      add(Severity::kWarning, "virtual-device", "is a device of kind " + on_.kind,
          "XDP belongs on the card below it, where packets come in first",
          {"ip -d link show dev " + name_, "name the device below it in `interfaces`"});
      return;
    }
    if (!on_.driver.empty() && std::ranges::find(kNative, on_.driver) == kNative.end() && on_.mode != "native")
      add(Severity::kWarning, "no-native-xdp", "the driver " + on_.driver + " is not known to have native XDP",
          "only generic mode is left, which costs several times as much a packet",
          {"shunt attach " + name_ + " --mode native", "docs/nics.md: cards that have it"});
    const auto limit = std::ranges::find(kMtuLimits, on_.driver, &MtuLimit::driver);
    if (limit != kMtuLimits.end() && on_.mtu > limit->mtu)
      add(Severity::kError, "mtu-too-big",
          fmt::format("the MTU is {}, and native XDP of {} takes {} at most", on_.mtu, on_.driver, limit->mtu),
          "a frame has to fit one page: the driver refuses the program",
          {fmt::format("ip link set dev {} mtu {}", name_, 1600)});
  }

  void offloads() {
    if (on_.lro)
      add(Severity::kError, "lro", "LRO is on",
          "the card merges packets into ones larger than a page: native mode is refused, or packets are lost",
          {"ethtool -K " + name_ + " lro off"});
    if (on_.gro_hw)
      add(Severity::kWarning, "gro-hw", "GRO_HW is on",
          "the card merges packets before XDP sees them; some drivers refuse native mode then",
          {"ethtool -K " + name_ + " rx-gro-hw off"});
  }

  void queues() {
    const unsigned wanted = std::min(cpus_, on_.queues_at_most == 0 ? cpus_ : on_.queues_at_most);
    if (on_.queues == 0 || on_.queues >= wanted) return;
    add(on_.kind.empty() ? Severity::kWarning : Severity::kNote, "few-queues",
        fmt::format("{} of {} possible receive queues are in use, by {} processors", on_.queues,
                    on_.queues_at_most, cpus_),
        "a processor without a queue forwards nothing", {fmt::format("ethtool -L {} combined {}", name_, wanted)});
  }

  // Of what Shunt forwards the kernel sees nothing.
  void reverse_path() {
    if (on_.rp_filter != 1) return;
    add(Severity::kNote, "rp-filter", "rp_filter is strict (1)",
        "what Shunt leaves to the host is dropped if its answer would leave by another interface; forwarding is "
        "not "
        "concerned",
        {fmt::format("sysctl -w net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.{}.rp_filter=2", name_)});
  }

  // Interrupts that may come to several processors are left to irqbalance.
  void interrupts() {
    std::set<unsigned> used;
    for (const auto& interrupt : on_.interrupts) used.insert(interrupt.cpus.begin(), interrupt.cpus.end());
    const auto wanted = std::min<std::size_t>(on_.interrupts.size(), cpus_);
    if (on_.interrupts.size() < 2 || used.size() >= wanted) return;
    std::vector<std::string> commands{"systemctl stop irqbalance"};
    for (std::size_t i = 0; i < on_.interrupts.size() && i < 16; ++i)
      commands.push_back(
          fmt::format("echo {} > /proc/irq/{}/smp_affinity_list", i % cpus_, on_.interrupts[i].number));
    add(Severity::kWarning, "irq-spread",
        fmt::format("{} interrupts come to {} of {} processors", on_.interrupts.size(), used.size(), cpus_),
        "the processor that takes the interrupt runs the program: others stay idle", std::move(commands));
  }

  const InterfaceFacts& on_;
  std::string name_;  ///< as a word of a command
  unsigned cpus_;
  Findings all_;
};

}  // namespace

Findings examine(const InterfaceFacts& interface, unsigned cpus) { return Examination(interface, cpus).run(); }

}  // namespace shunt::doctor
