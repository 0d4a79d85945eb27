// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "health/judge/outcome.h"
#include "model/config.h"
#include "model/health.h"
#include "net/address.h"

namespace shunt::health {

/// One question that is asked again and again. Services that ask the same of the same backend share it.
struct Target {
  net::IpAddress backend;
  net::IpAddress address;  ///< asked: the VIP through the dataplane, else the backend
  /// How packets reach the backend: kDataplane only.
  model::Forwarding forwarding = model::Forwarding::kIpip;
  std::shared_ptr<const model::Check> check;  ///< never null; targets are equal if their checks say the same

  bool operator<(const Target& other) const;
};

/// The way to a target just now.
struct Path {
  /// kPassed: it can be asked. kFailed: its host, or the gateway to it, does not answer on its link: it is down
  /// without being asked. kUnable: there is no way to ask. Nothing: that is being found out, ask again soon.
  std::optional<Verdict> verdict = Verdict::kPassed;
  std::string reason;                 ///< if not kPassed
  std::optional<std::uint32_t> mark;  ///< of the dataplane's probe target; nothing: by the host's routes
  std::uint64_t version = 0;          ///< changes with the way: what was asked by another one says nothing
  std::uint32_t full_size = 0;        ///< bytes of the largest packet that the way should carry; 0: not known
};

class Paths {
 public:
  virtual ~Paths() = default;
  virtual Path path_of(const Target& target) = 0;
};

}  // namespace shunt::health
