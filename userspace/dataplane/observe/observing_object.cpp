// SPDX-License-Identifier: Apache-2.0
#include "dataplane/observe/observing_object.h"

#include <bpf/libbpf.h>

#include <cerrno>

#include "dataplane/attach/capabilities.h"
#include "dataplane/attach/load_error.h"
#include "dataplane/bpf_log/bpf_log.h"

namespace shunt::dataplane {
namespace {

core::Error load_error(int error_number, const BpfLog& log) {
  return explain_load("shunt_forward (observing)", error_number, log.text(), missing_capabilities());
}

}  // namespace

core::Result<ObservingObject> load_observing(const Forwarder& forwarder, bool only_looks,
                                             std::uint32_t ring_bytes) {
  const BpfLog log;
  ObservingObject object(observe_bpf__open());
  if (!object) return load_error(errno, log);
  if (auto lent = forwarder.lend_maps(object->obj); !lent) return lent.error();
  const auto& sizes = forwarder.sizes();
  object->rodata->index_mask = sizes.index_rows - 1;
  object->rodata->rules_half = sizes.rules;
  object->rodata->flow_buckets = sizes.flow_buckets;
  object->rodata->observe_only = only_looks ? 1 : 0;
  bpf_map__set_max_entries(object->maps.captured, ring_bytes);
  if (const int result = observe_bpf__load(object.get()); result != 0) return load_error(-result, log);
  return object;
}

}  // namespace shunt::dataplane
