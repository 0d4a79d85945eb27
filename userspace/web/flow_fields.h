// SPDX-License-Identifier: Apache-2.0
// fields.h for the views of the flow table.
#pragma once

#include "control/flow_views.h"
#include "web/fields.h"

namespace shunt::web {

template <Of<control::FlowView> View>
void fields(auto& archive, View& view) {
  archive("client", view.client);
  archive("client_port", view.client_port);
  archive("vip", view.vip);
  archive("vip_port", view.vip_port);
  archive("protocol", view.protocol);
  archive("service", view.service);
  archive("backend", view.backend);
  archive("state", view.state);
  archive("idle_s", view.idle);
  archive("slot", view.slot);
}

template <Of<control::FlowsOfBackend> View>
void fields(auto& archive, View& view) {
  archive("service", view.service);
  archive("backend", view.backend);
  archive("flows", view.flows);
  archive("unconfirmed", view.unconfirmed);
  archive("established", view.established);
  archive("closing", view.closing);
  archive("udp", view.udp);
}

template <Of<control::FlowsOfClient> View>
void fields(auto& archive, View& view) {
  archive("client", view.client);
  archive("flows", view.flows);
  archive("uncertain", view.uncertain);
}

template <Of<control::FlowReport> View>
void fields(auto& archive, View& view) {
  archive("taken_at", view.taken_at);
  archive("capacity", view.capacity);
  archive("recorded", view.recorded);
  archive("matched", view.matched);
  archive("unsettled", view.unsettled);
  archive("services", view.services);
  archive("services_steady", view.steady);
  archive("next", view.next);
  archive("work_us", view.work);
  archive("longest_us", view.longest);
  archive("flows", view.flows);
  archive("backends", view.backends);
  archive("clients", view.clients);
}

}  // namespace shunt::web
