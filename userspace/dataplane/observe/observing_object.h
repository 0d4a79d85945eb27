// SPDX-License-Identifier: Apache-2.0
// For the files of this folder: the observing program in the kernel, at work on the maps of a forwarding one.
#pragma once

#include <memory>

#include "core/result.h"
#include "dataplane/forwarder/forwarder.h"
#include "observe.skel.h"

namespace shunt::dataplane {

struct DestroyObserving {
  void operator()(observe_bpf* skeleton) const { observe_bpf__destroy(skeleton); }
};
using ObservingObject = std::unique_ptr<observe_bpf, DestroyObserving>;

/// @param only_looks true: it changes nothing that lasts; see shunt/trace.h
/// @param ring_bytes of the ring buffer of captured packets: a power of two, of pages
/// Error: as Forwarder::load(). Cost: some 0.1 s, the verifier's.
core::Result<ObservingObject> load_observing(const Forwarder& forwarder, bool only_looks,
                                             std::uint32_t ring_bytes);

}  // namespace shunt::dataplane
