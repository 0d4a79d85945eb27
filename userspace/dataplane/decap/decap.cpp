// SPDX-License-Identifier: Apache-2.0
#include "dataplane/decap/decap.h"

#include <net/if.h>

#include <cerrno>

#include "dataplane/attach/capabilities.h"
#include "dataplane/attach/everywhere.h"
#include "dataplane/decap/decap_object.h"
#include "dataplane/decap/decap_pins.h"
#include "dataplane/decap/local_addresses.h"

namespace shunt::dataplane {
namespace {

core::Result<unsigned> index_of(const std::string& interface) {
  const unsigned ifindex = if_nametoindex(interface.c_str());
  if (ifindex == 0) return core::Error("there is no interface " + interface + "; ip link shows them");
  return ifindex;
}

core::Result<std::vector<net::IpAddress>> destinations(const std::string& interface, const DecapOptions& options) {
  if (!options.destinations.empty()) return options.destinations;
  auto addresses = local_addresses(interface);
  if (addresses && addresses->empty())
    return core::Error(
        "this host has no address that tunnelled packets could be sent to; give it one, or name "
        "those to decapsulate for with --to");
  return addresses;
}

core::Result<Ownership> pinned_programs(const DecapPins& pins) {
  const auto programs = pins.programs();
  if (!programs) return programs.error();
  Ownership ours(kDecapProgram);
  for (const auto& fd : *programs)
    if (auto added = ours.add(fd.get()); !added) return added.error();
  return ours;
}

}  // namespace

core::Result<Attachment> decap_attach(const std::string& interface, const DecapOptions& options) {
  const auto ifindex = index_of(interface);
  if (!ifindex) return ifindex.error();
  const auto locals = destinations(interface, options);
  if (!locals) return locals.error();
  const DecapPins pins(options.pin_dir, interface);
  const auto ours = pinned_programs(pins);
  if (!ours) return ours.error();
  const auto stats = pins.open(kDecapStatsPin);
  const auto object = DecapObject::load(options, *locals, stats.get());
  if (!object) return object.error();

  const auto program = object->program();
  const auto info = program_info(program.plain_fd);
  if (!info) return info.error();
  const auto objects = object->pinned();
  if (auto prepared = pins.prepare(objects, info->id); !prepared) {
    pins.abandon(info->id);
    return prepared.error();
  }
  auto attachment = attach(program, *ours, {.ifindex = *ifindex, .mode = options.mode});
  if (!attachment) {
    pins.abandon(info->id);
    return attachment;
  }
  if (auto committed = pins.commit(objects, info->id); !committed) return committed.error();
  return attachment;
}

core::Result<bool> decap_detach(const std::string& interface, const std::filesystem::path& pin_dir) {
  const DecapPins pins(pin_dir, interface);
  const auto ours = pinned_programs(pins);
  if (!ours) return ours.error();
  const auto detached = detach_everywhere(*ours);  // the interface may have another name by now
  if (!detached) return detached.error();
  const auto removed = pins.remove();
  if (!removed) return removed.error();
  return !detached->empty() || *removed;
}

core::Result<std::vector<DecapCounter>> decap_counters(const std::string& interface,
                                                       const std::filesystem::path& pin_dir) {
  const DecapPins pins(pin_dir, interface);
  const auto stats = pins.open(kDecapStatsPin);
  if (!stats.valid() && errno != ENOENT)
    return refusal("cannot open " + (pins.directory() / kDecapStatsPin).string(), errno);
  if (!stats.valid())
    return core::Error("no decapsulation of ours on " + interface + ": nothing is pinned as " +
                       (pins.directory() / kDecapStatsPin).string() + "; shunt decap " + interface + " begins it");
  return read_decap_counters(stats.get());
}

}  // namespace shunt::dataplane
