// SPDX-License-Identifier: Apache-2.0
// The forwarding program and its maps in the kernel: loaded, mapped, counted, pinned.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "dataplane/attach/loaded_program.h"
#include "dataplane/forwarder/grace_period.h"
#include "dataplane/maps/mapping.h"
#include "dataplane/maps/memory.h"
#include "dataplane/maps/sizes.h"
#include "shunt/abi.h"
#include "shunt/flow.h"

struct bpf_object;
struct shunt_bpf;

namespace shunt::dataplane {

class PinnedMaps;
struct PublisherHooks;

/// Counters of one row on each possible CPU.
template <typename T>
using PerCpu = std::vector<T>;

class Forwarder {
 public:
  /// Loads the program with new, empty maps. Error: a missing capability, a kernel that is too old, no memory; a
  /// refusal by the verifier comes with its whole log. Cost: about 0.3 s, most of it the verifier's.
  /// @param inherited maps of a controller before us, whose flows and counters go on; sizes that differ from
  /// theirs are as there (flows) or begin at zero (counters)
  static core::Result<std::unique_ptr<Forwarder>> load(const MapSizes& sizes,
                                                       const PinnedMaps* inherited = nullptr);

  /// Maps for what is not to be, and no program: of the sizes of `live`, empty, but with its flow table,
  /// interfaces and turns, which are not written as long as nobody looks by a LookProgram. `live` has to live on.
  /// Cost: that of maps.
  static core::Result<std::unique_ptr<Forwarder>> maps_beside(const Forwarder& live);
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

  [[nodiscard]] const MapMemory& memory() const { return memory_; }
  [[nodiscard]] const MapSizes& sizes() const { return sizes_; }

  /// For attaching; valid as long as this object.
  [[nodiscard]] LoadedProgram program() const;
  [[nodiscard]] int program_fd() const;

  /// Gives another object, opened and not yet loaded, the maps of this one that it has, too; constants are its
  /// own. See lend_maps_by_name().
  [[nodiscard]] core::Result<void> lend_maps(bpf_object* other) const;

  /// A map or the program by the name under which it is pinned.
  struct Pinnable {
    const char* name;
    int fd;
  };
  [[nodiscard]] std::vector<Pinnable> pinnables() const;

  /// Lets packets be redirected to `ifindex` by row `row` of `interfaces`; 0 takes it away.
  [[nodiscard]] core::Result<void> set_egress(std::uint32_t row, unsigned ifindex);

  /// Answers to probes come from `vip` from now on, or no longer.
  [[nodiscard]] core::Result<void> set_probe_vip(const shunt_address& vip, bool probed);

  /// Returns when all packets that were in the program have left it. See GracePeriod.
  void wait_for_packets() const { grace_period_->wait(); }

  /// Summed over CPUs.
  [[nodiscard]] shunt_flow_counters read_flow_stats() const;

  /// Also of `syn_stats`.
  void clear_backend_stats(std::uint32_t row) const;
  void clear_service_drops(std::uint32_t row) const;

  /// What the publisher needs of this program; valid as long as this object.
  [[nodiscard]] PublisherHooks publisher_hooks() const;

  /// Summed over CPUs. Nothing: the kernel does not tell. Cost: 1 us.
  [[nodiscard]] std::optional<shunt_syn_counters> read_syn_stats(std::uint32_t row) const;

  // Counters by row. Cost: some 0.2 us a row and CPU, in batches; packets are not disturbed.
  [[nodiscard]] std::vector<PerCpu<shunt_counter>> read_backend_stats() const;
  [[nodiscard]] std::vector<PerCpu<shunt_counter>> read_service_drops() const;
  [[nodiscard]] std::vector<PerCpu<shunt_counter>> read_reason_stats() const;
  [[nodiscard]] std::vector<PerCpu<shunt_interface_counters>> read_interface_stats() const;

 private:
  Forwarder() = default;

  core::Result<void> open_and_load(const PinnedMaps* inherited);
  core::Result<void> map_memory();

  template <typename T>
  core::Result<std::span<T>> map_rows(int fd, std::size_t rows);

  shunt_bpf* skeleton_ = nullptr;
  MapSizes sizes_;
  MapMemory memory_;
  std::vector<Mapping> mappings_;
  std::optional<GracePeriod> grace_period_;
};

}  // namespace shunt::dataplane
