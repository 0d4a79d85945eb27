// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

struct bpf_object;

namespace shunt::dataplane {

/// Gives `second`, opened and not yet loaded, all maps of `first`, which is loaded from the same file: the body of
/// LoadedProgram::prepare. Constants and other global data are maps as well, frozen ones included, so that both
/// instances see the same.
core::Result<void> share_maps(const bpf_object* first, bpf_object* second);

/// Gives `second`, opened and not yet loaded, those maps of `first` that it has, too: by name, global data by the
/// name of their section. Constants remain its own.
core::Result<void> lend_maps_by_name(const bpf_object* first, bpf_object* second);

}  // namespace shunt::dataplane
