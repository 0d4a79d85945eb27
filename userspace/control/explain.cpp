// SPDX-License-Identifier: Apache-2.0
#include "control/explain.h"

#include <algorithm>
#include <cstring>

#include "control/question.h"
#include "control/reasons.h"
#include "control/shares.h"
#include "control/unseen.h"
#include "core/hex.h"
#include "dataplane/observe/action.h"
#include "packet/describe.h"

namespace shunt::control {
namespace {

using dataplane::Look;
using dataplane::PublishedService;

constexpr std::size_t kShownBytes = 256;

static_assert(Question::kLargestFrame == dataplane::LookProgram::kLargestFrame);

struct Choice {
  const char* name;
  const char* text;
};

Choice choice_of(std::uint8_t number) {
  switch (number) {
    case SHUNT_CHOICE_SLOT: return {"slot", "the slot has not changed, and all of its flows go to its backend"};
    case SHUNT_CHOICE_RECORDED: return {"recorded", "the flow is in the flow table, and stays where it began"};
    case SHUNT_CHOICE_NEW_BY_SLOT: return {"new_by_slot", "a new flow, which goes where its slot says now"};
    case SHUNT_CHOICE_NEW_IN_TURN: return {"new_in_turn", "a new flow, which goes to the next backend in turn"};
    case SHUNT_CHOICE_NEW_BY_LOAD:
      return {"new_by_load", "a new flow, which goes to the less loaded of the two backends that its hash names"};
    case SHUNT_CHOICE_UNRECORDED:
      return {"unrecorded",
              "no new flow, and not in the flow table: it began before the slot changed, and stays there"};
    case SHUNT_CHOICE_NEW_NO_PLACE:
      return {"new_no_place",
              "a new flow that finds no place in the flow table now, and so goes where older ones go"};
    case SHUNT_CHOICE_UDP_STATELESS:
      return {"udp_stateless", "UDP of this service goes where its slot says now, whatever was before"};
    default: return {"none", ""};
  }
}

std::string hex(std::uint64_t number) {
  std::string bytes(sizeof(number), '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(number >> (56 - 8 * i) & 0xff);
  return core::to_hex(bytes);
}

std::string mac_text(const __u8 (&bytes)[6]) {
  net::MacAddress address;
  std::ranges::copy(bytes, address.bytes.begin());
  return address.to_string();
}

/// Names for what one trace refers to.
class Names {
 public:
  Names(const Look& look, const Scene& scene) : trace_(look.trace), scene_(scene) {
    if (!has(SHUNT_TRACE_SERVICE)) return;
    for (const auto& service : scene.services)
      if (service->id->first() == trace_.service) service_ = service.get();
  }

  [[nodiscard]] bool has(std::uint32_t step) const { return (trace_.steps & step) != 0; }
  [[nodiscard]] const PublishedService* service() const { return service_; }

  [[nodiscard]] const dataplane::PublishedBackend* backend_at(std::uint32_t position) const {
    if (service_ == nullptr) return nullptr;
    const auto found = std::ranges::find(service_->backends, position, &dataplane::PublishedBackend::position);
    return found == service_->backends.end() ? nullptr : &*found;
  }
  [[nodiscard]] std::string address_at(std::uint32_t position) const {
    const auto* backend = backend_at(position & SHUNT_SLOT_POSITION);
    return backend == nullptr ? "none" : backend->address.to_string();
  }
  [[nodiscard]] const dataplane::PublishedBackend* backend() const {
    if (service_ == nullptr || !has(SHUNT_TRACE_BACKEND)) return nullptr;
    return backend_at(trace_.backend_row - service_->block->first());
  }

 private:
  const shunt_trace& trace_;
  const Scene& scene_;
  const PublishedService* service_ = nullptr;
};

ExplainedService explain_service(const PublishedService& service, const shunt_trace& trace, const Scene& scene) {
  ExplainedService told{.name = service.config.name,
                        .scheduler = std::string(to_string(service.config.scheduler))};
  const auto vip = service.config.vip.to_string();
  if (trace.rule != 0 && trace.rule <= scene.memory.rules.size()) {
    const auto& rule = scene.memory.rules[trace.rule - 1];
    told.match = "ports " + std::to_string(rule.first_port) + "-" + std::to_string(rule.last_port) + "/" +
                 std::string(net::to_string(static_cast<net::Protocol>(rule.protocol))) + " of " + vip;
  } else {
    told.match = "exactly this address and port: " + vip;
  }
  return told;
}

ExplainedSlot explain_slot(const PublishedService& service, const shunt_trace& trace, const Names& names) {
  const auto [current, previous] = trace.slot;
  const bool moved = current != (previous & SHUNT_SLOT_POSITION);
  return {.number = trace.slot_number,
          .of = service.row().slots_count,
          .hash = hex(trace.hash),
          .state = moved                 ? "migrating"
                   : current != previous ? "tracked"
                                         : "steady",
          .current = names.address_at(current),
          .previous = names.address_at(previous)};
}

std::string flow_state(std::uint32_t flags) {
  if ((flags & SHUNT_FLOW_CLOSING) != 0) return "closing";
  if ((flags & SHUNT_FLOW_UDP) != 0) return "udp";
  return (flags & SHUNT_FLOW_UNCONFIRMED) != 0 ? "unconfirmed" : "established";
}

ExplainedFlow explain_flow(const shunt_trace& trace, const Names& names, const Scene& scene) {
  ExplainedFlow told{.state = flow_state(SHUNT_FLOW_FLAGS_OF(trace.flow)), .backend = "gone"};
  for (const auto& backend : names.service()->backends)
    if (backend.stats->first() == SHUNT_FLOW_BACKEND(trace.flow)) told.backend = backend.address.to_string();
  const auto age = static_cast<std::int32_t>(scene.memory.control->clock - SHUNT_FLOW_CLOCK(trace.flow));
  told.idle_s = age > 0 ? static_cast<std::uint32_t>(age) : 0;
  return told;
}

ExplainedBackend explain_backend(const dataplane::PublishedBackend& backend, const shunt_trace& trace) {
  const auto choice = choice_of(trace.choice);
  std::string state = "serving";
  if (backend.share.weight == 0) state = "draining";
  if (!backend.share.alive) state = "failed";
  if (backend.removed) state = "removed";
  return {.address = backend.address,
          .choice = choice.name,
          .text = choice.text,
          .state = std::move(state),
          .weight = weight_of_share(backend.share.weight)};
}

std::optional<ExplainedNextHop> explain_next_hop(const shunt_trace& trace, const Scene& scene) {
  const auto& backend = scene.memory.backends[trace.backend_row];
  const auto& next_hop = scene.memory.next_hops[backend.next_hop % scene.memory.next_hops.size()];
  if (next_hop.mtu == 0) return std::nullopt;
  ExplainedNextHop told{.interface = scene.interface_name(next_hop.ifindex),
                        .destination_mac = mac_text(next_hop.destination_mac),
                        .source_mac = mac_text(next_hop.source_mac),
                        .vlan = {},
                        .mtu = next_hop.mtu,
                        .length = trace.l3_length + backend.overhead};
  // In network order.
  const auto* tag = reinterpret_cast<const std::uint8_t*>(&next_hop.vlan);
  if ((next_hop.flags & SHUNT_VLAN_PRESENT) != 0)
    told.vlan = (static_cast<std::uint32_t>(tag[0]) << 8 | tag[1]) & 0xfff;
  return told;
}

ExplainedFrame explain_frame(std::string_view frame, std::uint16_t gue_port) {
  return {.length = static_cast<std::uint32_t>(frame.size()),
          .headers = packet::describe(frame, gue_port),
          .bytes = core::to_hex(frame.substr(0, kShownBytes))};
}

// Nobody's service: what the VIP has instead.
std::string why_no_service(const Scene& scene, const std::vector<std::string>& headers) {
  std::string text = "no service has this address and port";
  std::string others;
  for (const auto& service : scene.services) {
    const auto vip = service->config.vip.to_string();
    if (headers.size() < 2 || headers[1].find("-> " + vip + ",") == std::string::npos) continue;
    for (const auto& ports : service->config.ports)
      others += (others.empty() ? "" : ", ") + service->config.name + " " + model::to_string(ports);
  }
  return others.empty() ? text : text + "; services of the address: " + others;
}

void conclude(Explanation& told, const Look& look, std::string_view frame, const Scene& scene) {
  const auto& trace = look.trace;
  const auto* reason = reason_of(trace.reason);
  if (reason != nullptr) told.reason = reason->name;
  if (dataplane::forwards(trace.action)) {
    if (!told.backend) {
      told.verdict = "passed";
      told.text = "an answer to a probe of the controller, which gets it";
      return;
    }
    told.verdict = "forwarded";
    told.text = "forwarded to " + told.backend->address.to_string() + " by " +
                (told.next_hop ? told.next_hop->interface : "an interface") + ": " + told.backend->text;
    told.out = explain_frame(look.frame, scene.gue_port);
    return;
  }
  const bool dropped = trace.action == static_cast<std::uint32_t>(dataplane::Action::kDrop);
  told.verdict = dropped ? "dropped" : "passed";
  told.text = dropped ? "dropped: " : "passed to this host: ";
  if (reason != nullptr) {
    told.text += reason->text;
  } else {
    const auto unseen = why_unseen(frame);
    told.text += unseen.empty() ? why_no_service(scene, told.in.headers) : unseen;
  }
  if (!told.backend) return;
  if (auto obstacle = scene.obstacle(told.backend->address); !obstacle.empty())
    told.notes.push_back("backend " + told.backend->address.to_string() + ": " + obstacle);
}

}  // namespace

Explanation explain(const Look& look, std::string_view frame, const Scene& scene) {
  const Names names(look, scene);
  Explanation told;
  told.in = explain_frame(frame, scene.gue_port);
  if (const auto* service = names.service(); service != nullptr) {
    told.service = explain_service(*service, look.trace, scene);
    if (names.has(SHUNT_TRACE_SLOT)) told.slot = explain_slot(*service, look.trace, names);
    if (names.has(SHUNT_TRACE_FLOW)) told.flow = explain_flow(look.trace, names, scene);
    if (const auto* backend = names.backend(); backend != nullptr) {
      told.backend = explain_backend(*backend, look.trace);
      told.next_hop = explain_next_hop(look.trace, scene);
    }
  }
  conclude(told, look, frame, scene);
  return told;
}

}  // namespace shunt::control
