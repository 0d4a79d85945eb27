// SPDX-License-Identifier: Apache-2.0
#include "dataplane/attach/features.h"

#include <bpf/libbpf.h>

#include <array>
#include <utility>

#include "dataplane/bpf_log/bpf_log.h"

namespace shunt::dataplane {
namespace {

constexpr std::array<std::pair<bpf_map_type, const char*>, 4> kMaps{
    {{BPF_MAP_TYPE_ARRAY, "ARRAY maps"},
     {BPF_MAP_TYPE_PERCPU_ARRAY, "PERCPU_ARRAY maps"},
     {BPF_MAP_TYPE_HASH, "HASH maps"},
     {BPF_MAP_TYPE_DEVMAP, "DEVMAP maps"}}};

}  // namespace

KernelFeatures kernel_features() {
  const BpfLog log;
  KernelFeatures features;
  if (libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, nullptr) == 0) features.missing.emplace_back("XDP programs");
  for (const auto& [type, name] : kMaps)
    if (libbpf_probe_bpf_map_type(type, nullptr) == 0) features.missing.emplace_back(name);
  features.extensions = libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_EXT, nullptr) > 0;
  return features;
}

}  // namespace shunt::dataplane
