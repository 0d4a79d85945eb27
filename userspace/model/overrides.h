// SPDX-License-Identifier: Apache-2.0
// What an operator has set at run time beside the configuration file, for single backends. Plain values: who keeps
// them over a restart is control/override_store.h.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "net/address.h"

namespace shunt::model {

enum class AdminState : std::uint8_t {
  kEnabled,   ///< as the file says
  kDraining,  ///< takes no new flow; those that it has stay until they end or the deadline comes
  kDisabled,  ///< takes no packet at all
};
inline constexpr std::array kAdminStates{AdminState::kEnabled, AdminState::kDraining, AdminState::kDisabled};

/// Of one backend of one service.
struct Override {
  std::optional<AdminState> state;                             ///< kDraining or kDisabled; nothing: enabled
  std::optional<std::chrono::system_clock::time_point> until;  ///< deadline of kDraining; nothing: it has none
  std::optional<std::uint32_t> weight;                         ///< 0 to kMaxWeight; nothing: the file's

  /// Says nothing that the file does not.
  [[nodiscard]] bool empty() const { return !state && !until && !weight; }
  bool operator==(const Override&) const = default;
};

/// All overrides, ordered by service and backend. Services and backends need not be in the file: an override of
/// one that was taken out stands for its return.
class Overrides {
 public:
  struct Key {
    std::string service;
    net::IpAddress backend;
    auto operator<=>(const Key&) const = default;
  };
  using Map = std::map<Key, Override>;

  /// Null: there is none.
  [[nodiscard]] const Override* find(const std::string& service, const net::IpAddress& backend) const;

  /// In place of what was set before. An empty one is as good as none, and is not kept.
  void set(const std::string& service, const net::IpAddress& backend, const Override& value);

  void erase(const std::string& service, const net::IpAddress& backend);

  [[nodiscard]] bool empty() const { return map_.empty(); }
  [[nodiscard]] std::size_t size() const { return map_.size(); }
  [[nodiscard]] Map::const_iterator begin() const { return map_.begin(); }
  [[nodiscard]] Map::const_iterator end() const { return map_.end(); }
  bool operator==(const Overrides&) const = default;

 private:
  Map map_;
};

std::string_view to_string(AdminState state);  ///< "enabled", "draining", "disabled"

}  // namespace shunt::model
