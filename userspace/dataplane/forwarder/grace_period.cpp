// SPDX-License-Identifier: Apache-2.0
#include "dataplane/forwarder/grace_period.h"

#include <bpf/bpf.h>

#include <cerrno>
#include <cstdint>

namespace shunt::dataplane {

core::Result<GracePeriod> GracePeriod::open() {
  core::UniqueFd inner(
      bpf_map_create(BPF_MAP_TYPE_ARRAY, "grace_inner", sizeof(std::uint32_t), sizeof(std::uint32_t), 1, nullptr));
  if (!inner.valid()) return core::Error::from_errno("cannot create a BPF map", errno);
  LIBBPF_OPTS(bpf_map_create_opts, options, .inner_map_fd = static_cast<__u32>(inner.get()));
  core::UniqueFd outer(bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "grace_outer", sizeof(std::uint32_t),
                                      sizeof(std::uint32_t), 1, &options));
  if (!outer.valid()) return core::Error::from_errno("cannot create a BPF map of maps", errno);
  return GracePeriod(std::move(inner), std::move(outer));
}

void GracePeriod::wait() const {
  const std::uint32_t key = 0;
  const int inner = inner_.get();
  bpf_map_update_elem(outer_.get(), &key, &inner, BPF_ANY);
}

}  // namespace shunt::dataplane
