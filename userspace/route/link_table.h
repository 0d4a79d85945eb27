// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "route/link.h"

namespace shunt::route {

/// The interfaces of the network namespace. Pure: it is told what the kernel says, and says what that changed.
class LinkTable {
 public:
  /// The interface is new or has changed. Nothing if all is as it was.
  std::optional<LinkEvent> set(const Link& link);
  std::optional<LinkEvent> remove(unsigned ifindex);

  /// The whole truth, for instance after events were lost.
  std::vector<LinkEvent> replace(const std::vector<Link>& links);

  /// Null if there is none. Valid until the table changes.
  [[nodiscard]] const Link* find(unsigned ifindex) const;
  [[nodiscard]] const Link* find(std::string_view name) const;  ///< linear in the number of interfaces

  [[nodiscard]] const std::map<unsigned, Link>& all() const { return links_; }

 private:
  std::map<unsigned, Link> links_;  // by ifindex
};

}  // namespace shunt::route
