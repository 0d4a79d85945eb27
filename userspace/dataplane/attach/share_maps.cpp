// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/share_maps.h"

#include <bpf/libbpf.h>

#include <string>

namespace shunt::dataplane {

// By order: the names of global data contain the name that the object was opened under.
core::Result<void> share_maps(const bpf_object* first, bpf_object* second) {
  const bpf_map* from = bpf_object__next_map(first, nullptr);
  bpf_map* to = bpf_object__next_map(second, nullptr);
  for (; from != nullptr && to != nullptr; from = bpf_object__next_map(first, from)) {
    if (const int error = bpf_map__reuse_fd(to, bpf_map__fd(from)); error != 0)
      return core::Error::from_errno("cannot share the map " + std::string(bpf_map__name(from)), -error);
    to = bpf_object__next_map(second, to);
  }
  if (from != nullptr || to != nullptr) return core::Error("the second instance is not of the same program");
  return {};
}

}  // namespace shunt::dataplane
