// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

#include "metrics/family.h"
#include "net/address.h"

namespace shunt::metrics {

/// The labels of backends; makes the text of an address once, which takes longer than all else of a label.
class BackendLabels {
 public:
  Labels of(const std::string& service, const net::IpAddress& backend) {
    auto& text = texts_[backend];
    if (text.empty()) text = backend.to_string();
    return {{"service", service}, {"backend", text}};
  }

 private:
  std::unordered_map<net::IpAddress, std::string> texts_;
};

}  // namespace shunt::metrics
