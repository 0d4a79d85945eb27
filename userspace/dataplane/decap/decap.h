// SPDX-License-Identifier: Apache-2.0
// `shunt decap`: ends tunnels at XDP on a backend that has no tunnel devices. docs/backends.md.
//
// The program stays attached when the command ends; its state is pinned under PIN-DIR/decap-IFACE, where the next
// command finds it. All functions act in the network namespace of the calling thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"
#include "dataplane/attach/attach.h"
#include "dataplane/decap/counters.h"
#include "model/config.h"
#include "net/address.h"

namespace shunt::dataplane {

struct DecapOptions {
  std::filesystem::path pin_dir = "/sys/fs/bpf/shunt";
  model::AttachMode mode = model::AttachMode::kAuto;
  std::uint16_t gue_port = 6080;
  std::vector<net::IpPrefix> sources{};        ///< outer sources to accept; empty: any
  std::vector<net::IpPrefix> vips{};           ///< inner destinations to accept; empty: any
  std::vector<net::IpAddress> destinations{};  ///< outer destinations; empty: all addresses that the host has now
};

/// Decapsulates on `interface` from now on. If it does already, the options take the place of the earlier ones
/// between two packets, and the counters go on. Errors: those of attach(), and a pin directory that is on no
/// bpffs.
core::Result<Attachment> decap_attach(const std::string& interface, const DecapOptions& options);

/// Ends it and forgets the counters, also for an interface that has gone. False: there was nothing to end.
core::Result<bool> decap_detach(const std::string& interface, const std::filesystem::path& pin_dir);

/// Error: not attached by decap_attach() with this pin directory.
core::Result<std::vector<DecapCounter>> decap_counters(const std::string& interface,
                                                       const std::filesystem::path& pin_dir);

}  // namespace shunt::dataplane
