// SPDX-License-Identifier: Apache-2.0
// What the kernel can, found by trying: nothing stays loaded.
#pragma once

#include <string>
#include <vector>

namespace shunt::dataplane {

struct KernelFeatures {
  std::vector<std::string> missing;  ///< what the forwarding program needs: "XDP programs", "DEVMAP maps"
  bool extensions = false;           ///< programs of type EXT, without which there is no dispatcher
};

/// Without privileges everything seems to be missing: ask missing_capabilities() first.
KernelFeatures kernel_features();

}  // namespace shunt::dataplane
