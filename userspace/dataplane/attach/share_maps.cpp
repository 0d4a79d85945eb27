// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/share_maps.h"

#include <bpf/libbpf.h>

#include <string>
#include <string_view>

namespace shunt::dataplane {
namespace {

// The name of global data begins with that of the object: "shunt_bp.bss".
std::string_view own_name(const bpf_map* map) {
  const std::string_view name = bpf_map__name(map);
  const auto dot = name.find('.');
  return dot == std::string_view::npos ? name : name.substr(dot);
}

bpf_map* find_map(bpf_object* object, std::string_view name) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) if (own_name(map) == name) return map;
  return nullptr;
}

core::Result<void> share_map(const bpf_map* from, bpf_map* to) {
  if (const int error = bpf_map__reuse_fd(to, bpf_map__fd(from)); error != 0)
    return core::Error::from_errno("cannot share the map " + std::string(bpf_map__name(from)), -error);
  return {};
}

}  // namespace

// By order: the names of global data contain the name that the object was opened under.
core::Result<void> share_maps(const bpf_object* first, bpf_object* second) {
  const bpf_map* from = bpf_object__next_map(first, nullptr);
  bpf_map* to = bpf_object__next_map(second, nullptr);
  for (; from != nullptr && to != nullptr; from = bpf_object__next_map(first, from)) {
    if (auto shared = share_map(from, to); !shared) return shared;
    to = bpf_object__next_map(second, to);
  }
  if (from != nullptr || to != nullptr) return core::Error("the second instance is not of the same program");
  return {};
}

core::Result<void> lend_maps_by_name(const bpf_object* first, bpf_object* second) {
  constexpr std::string_view kConstants = ".rodata";
  const bpf_map* from = nullptr;
  bpf_object__for_each_map(from, first) {
    if (own_name(from) == kConstants) continue;
    if (auto* to = find_map(second, own_name(from)); to != nullptr)
      if (auto shared = share_map(from, to); !shared) return shared;
  }
  return {};
}

}  // namespace shunt::dataplane
