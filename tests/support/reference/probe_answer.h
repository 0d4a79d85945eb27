// SPDX-License-Identifier: Apache-2.0
// Which packets answer the probes of the controller: docs/dataplane.md, "Answers to probes".
#pragma once

#include "support/given/state.h"
#include "support/reference/parse.h"

namespace shunt::reference {

/// `packet` as parse() read it from `frame`. Of TCP and UDP: if it belongs to no service.
bool answers_probe(const given::State& state, packet::View frame, const Packet& packet);

}  // namespace shunt::reference
