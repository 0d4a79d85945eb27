// SPDX-License-Identifier: Apache-2.0
#include "dataplane/forwarder/pinned_maps.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "shunt/flow.h"

namespace shunt::dataplane {
namespace {

namespace fs = std::filesystem;

struct Expected {
  const char* name;
  std::uint32_t row_size;
};

// Opened before any other: it says if the others are what we take them for.
constexpr Expected kControl{"control", sizeof(shunt_control)};

constexpr std::array kOthers{
    Expected{"services", sizeof(shunt_service_record)}, Expected{"slots", sizeof(shunt_slot)},
    Expected{"backends", sizeof(shunt_backend)},        Expected{"flows", sizeof(shunt_flow_bucket)},
    Expected{"flow_names", sizeof(shunt_flow_names)},   Expected{"flow_stats", sizeof(shunt_flow_counters)},
    Expected{"syn_stats", sizeof(shunt_syn_counters)},  Expected{"backend_stats", sizeof(shunt_counter)},
    Expected{"service_drops", sizeof(shunt_counter)},   Expected{"service_turns", sizeof(std::uint64_t)},
    Expected{"reason_stats", sizeof(shunt_counter)}};

// The way out of everything that is wrong with pins.
std::string way_out(const fs::path& directory) {
  return "; `shunt run --forget-flows` takes over without them: connections whose slots are changing may break. "
         "`shunt unload` removes what is pinned in " +
         directory.string();
}

core::Error other_version(const fs::path& directory, std::uint32_t version) {
  return core::Error("the maps in " + directory.string() + " are of another version of Shunt (ABI " +
                     std::to_string(version) + ", ours is " + std::to_string(SHUNT_ABI_VERSION) + ")" +
                     way_out(directory));
}

core::Error not_ours(const fs::path& directory, const char* name) {
  return core::Error(std::string("the map ") + name + " in " + directory.string() + " is not what it should be" +
                     way_out(directory));
}

// One that is missing among others is no reason to begin anew in silence: their flows would be forgotten.
bool any_pinned(const fs::path& directory) {
  std::error_code error;
  return fs::exists(directory / kControl.name, error) || std::ranges::any_of(kOthers, [&](const Expected& map) {
           return fs::exists(directory / map.name, error);
         });
}

// At this offset in every version; the rest of the row is another size in another version.
std::optional<std::uint32_t> abi_version(int control, std::uint32_t row_size) {
  std::vector<std::uint32_t> row((row_size + 3) / 4);
  const std::uint32_t zero = 0;
  if (row.size() < 2 || bpf_map_lookup_elem(control, &zero, row.data()) != 0) return std::nullopt;
  return row[1];
}

}  // namespace

core::Result<std::unique_ptr<PinnedMaps>> PinnedMaps::open(const fs::path& directory) {
  if (!any_pinned(directory)) return std::unique_ptr<PinnedMaps>();
  std::unique_ptr<PinnedMaps> pinned(new PinnedMaps());
  if (auto opened = pinned->open_map(directory, kControl.name, 0); !opened) return opened.error();
  const auto& control = pinned->maps_.at(kControl.name);
  const auto version = abi_version(control.fd.get(), control.row_size);
  if (!version) return not_ours(directory, kControl.name);
  if (*version != SHUNT_ABI_VERSION) return other_version(directory, *version);
  if (control.row_size != kControl.row_size) return not_ours(directory, kControl.name);
  for (const auto& map : kOthers) {
    if (auto opened = pinned->open_map(directory, map.name, map.row_size); !opened) return opened.error();
  }
  const auto memory = [&](const char* name) { return pinned->map_memory(name); };
  const auto control_row = memory("control");
  const auto services = memory("services");
  const auto slots = memory("slots");
  const auto backends = memory("backends");
  for (const auto* mapped : {&control_row, &services, &slots, &backends}) {
    if (!*mapped) return mapped->error();
  }
  pinned->memory_ = {.control = static_cast<const shunt_control*>(*control_row),
                     .services = {static_cast<const shunt_service_record*>(*services), pinned->rows("services")},
                     .slots = {static_cast<const shunt_slot*>(*slots), pinned->rows("slots")},
                     .backends = {static_cast<const shunt_backend*>(*backends), pinned->rows("backends")}};
  return pinned;
}

core::Result<void> PinnedMaps::open_map(const fs::path& directory, const char* name, std::uint32_t row_size) {
  Map map{.fd = core::UniqueFd(bpf_obj_get((directory / name).c_str()))};
  if (!map.fd.valid())
    return core::Error(core::Error::from_errno("cannot open " + (directory / name).string(), errno).message() +
                       way_out(directory));
  bpf_map_info info{};
  std::uint32_t length = sizeof(info);
  if (bpf_obj_get_info_by_fd(map.fd.get(), &info, &length) != 0) return not_ours(directory, name);
  if (row_size != 0 && info.value_size != row_size) return not_ours(directory, name);
  map.rows = info.max_entries;
  map.row_size = info.value_size;
  maps_.insert_or_assign(name, std::move(map));
  return {};
}

core::Result<const void*> PinnedMaps::map_memory(std::string_view name) {
  const auto& map = maps_.find(name)->second;
  auto mapping = Mapping::make(map.fd.get(), 0, std::size_t{map.rows} * map.row_size, Mapping::Access::kRead);
  if (!mapping) return mapping.error().within(std::string(name));
  mappings_.push_back(*std::move(mapping));
  return static_cast<const void*>(mappings_.back().start());
}

int PinnedMaps::fd(std::string_view name) const {
  const auto found = maps_.find(name);
  return found == maps_.end() ? -1 : found->second.fd.get();
}

std::uint32_t PinnedMaps::rows(std::string_view name) const {
  const auto found = maps_.find(name);
  return found == maps_.end() ? 0 : found->second.rows;
}

std::uint32_t PinnedMaps::flow_buckets() const { return rows("flows") == rows("flow_names") ? rows("flows") : 0; }

}  // namespace shunt::dataplane
