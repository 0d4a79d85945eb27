// SPDX-License-Identifier: Apache-2.0
// As fields.h, of what becomes of packets.
#pragma once

#include "control/capture_views.h"
#include "control/explanation.h"
#include "web/fields.h"

namespace shunt::web {

template <Of<control::ExplainedService> View>
void fields(auto& archive, View& view) {
  archive("name", view.name);
  archive("match", view.match);
  archive("scheduler", view.scheduler);
}

template <Of<control::ExplainedSlot> View>
void fields(auto& archive, View& view) {
  archive("number", view.number);
  archive("of", view.of);
  archive("hash", view.hash);
  archive("state", view.state);
  archive("current", view.current);
  archive("previous", view.previous);
}

template <Of<control::ExplainedFlow> View>
void fields(auto& archive, View& view) {
  archive("state", view.state);
  archive("backend", view.backend);
  archive("idle_s", view.idle_s);
}

template <Of<control::ExplainedBackend> View>
void fields(auto& archive, View& view) {
  archive("address", view.address);
  archive("choice", view.choice);
  archive("text", view.text);
  archive("state", view.state);
  archive("weight", view.weight);
}

template <Of<control::ExplainedNextHop> View>
void fields(auto& archive, View& view) {
  archive("interface", view.interface);
  archive("destination_mac", view.destination_mac);
  archive("source_mac", view.source_mac);
  archive("vlan", view.vlan);
  archive("mtu", view.mtu);
  archive("length", view.length);
}

template <Of<control::ExplainedFrame> View>
void fields(auto& archive, View& view) {
  archive("length", view.length);
  archive("headers", view.headers);
  archive("bytes", view.bytes);
}

template <Of<control::Explanation> View>
void fields(auto& archive, View& view) {
  archive("verdict", view.verdict);
  archive("reason", view.reason);
  archive("text", view.text);
  archive("interface", view.interface);
  archive("config", view.config);
  archive("service", view.service);
  archive("slot", view.slot);
  archive("flow", view.flow);
  archive("backend", view.backend);
  archive("next_hop", view.next_hop);
  archive("in", view.in);
  archive("out", view.out);
  archive("notes", view.notes);
}

template <Of<control::CaptureReport> View>
void fields(auto& archive, View& view) {
  archive("id", view.id);
  archive("running", view.running);
  archive("captured", view.captured);
  archive("matched", view.matched);
  archive("sampled_out", view.sampled_out);
  archive("limited", view.limited);
  archive("lost", view.lost);
  archive("warnings", view.warnings);
}

}  // namespace shunt::web
