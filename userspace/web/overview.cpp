// SPDX-License-Identifier: Apache-2.0
#include "web/overview.h"

#include <algorithm>
#include <unordered_map>

#include "web/fields.h"
#include "web/json_text.h"
#include "web/json_writer.h"

namespace shunt::web {
namespace {

using control::BackendState;
using control::Counter;
using control::InterfaceCounters;
using control::ServiceCounters;

Counter frames_of(const InterfaceCounters& counters) {
  const auto& [passed, dropped, transmitted, redirected] = counters;
  return {passed.packets + dropped.packets + transmitted.packets + redirected.packets,
          passed.bytes + dropped.bytes + transmitted.bytes + redirected.bytes};
}

void add_controller(JsonText& out, const control::Status& status) {
  out.name("version").text(status.version).name("kernel").text(status.kernel);
  out.name("config_file").text(status.config_file);
  out.name("started_at").text(to_text(status.started_at)).name("loaded_at").text(to_text(status.loaded_at));
  out.name("fingerprint").number(status.fingerprint).name("generation").number(status.generation);
  const auto& reloads = status.reloads;
  out.name("reloads").open('{').name("applied").number(reloads.applied).name("refused").number(reloads.refused);
  out.close('}').name("last_reload").json(reloads.last ? JsonWriter::text_of(*reloads.last) : "null");
  out.name("flow_table").json(JsonWriter::text_of(status.flow_table));
  out.name("alarms").open('[');
  for (const auto& alarm : status.alarms) out.text(alarm);
  out.close(']');
}

constexpr auto kServiceColumns = {"name", "state", "ready", "backends", "packets", "bytes", "dropped", "flows"};

void add_service(JsonText& out, const control::ServiceStatus& service, const ServiceCounters& counters) {
  std::uint64_t flows = 0, ready = 0, all = 0;
  for (const auto& backend : service.backends) {
    flows += backend.flows;
    ready += backend.state == BackendState::kReady ? 1 : 0;
    all += backend.state == BackendState::kRemoved ? 0 : 1;
  }
  out.open('[').text(service.name).text(state_of(service)).number(ready).number(all);
  out.number(counters.forwarded.packets).number(counters.forwarded.bytes).number(counters.dropped.packets);
  out.number(flows).close(']');
}

void add_interface(JsonText& out, const control::InterfaceStatus& interface,
                   const control::Counted<InterfaceCounters>& counted) {
  out.open('{').name("name").text(interface.name).name("configured").text(to_text(interface.configured));
  out.name("attached");
  if (interface.attached) {
    out.text(to_text(*interface.attached));
  } else {
    out.json("null");
  }
  out.name("receive_queues").number(interface.receive_queues).name("state").text(interface.state);
  const auto& total = counted.total;
  const auto frames = frames_of(total);
  out.name("packets").number(frames.packets).name("bytes").number(frames.bytes);
  out.name("forwarded").number(total.transmitted.packets + total.redirected.packets);
  out.name("dropped").number(total.dropped.packets);
  out.name("cpus").open('[');
  for (const auto& part : counted.per_cpu) out.number(frames_of(part).packets);
  out.close(']').close('}');
}

}  // namespace

std::string_view state_of(const control::ServiceStatus& service) {
  if (service.waiting) return "waiting";
  if (!service.failing.empty()) return "failing";
  const auto is = [](BackendState state) {
    return [state](const control::BackendStatus& backend) { return backend.state == state; };
  };
  const auto well = [](const control::BackendStatus& backend) {
    const bool troubled = backend.state == BackendState::kDown || backend.state == BackendState::kUnresolved;
    return !troubled && (!backend.health || !backend.health->degraded);
  };
  if (std::ranges::none_of(service.backends, is(BackendState::kReady))) return "down";
  return std::ranges::all_of(service.backends, well) ? "up" : "degraded";
}

std::string overview_json(const control::Status& status, const control::Stats& stats) {
  std::unordered_map<std::string_view, const ServiceCounters*> counters;
  for (const auto& service : stats.services) counters.emplace(service.name, &service.counters.total);
  JsonText out;
  out.open('{').name("taken_at").text(to_text(stats.taken_at));
  add_controller(out, status);
  out.name("interfaces").open('[');
  for (const auto& interface : status.interfaces) {
    const auto found = std::ranges::find(stats.interfaces, interface.name, &control::InterfaceStats::name);
    add_interface(out, interface,
                  found == stats.interfaces.end() ? control::Counted<InterfaceCounters>{} : found->counters);
  }
  out.close(']').name("service_columns").open('[');
  for (const auto* column : kServiceColumns) out.text(column);
  out.close(']').name("services").open('[');
  for (const auto& service : status.services) {
    const auto found = counters.find(service.name);
    add_service(out, service, found == counters.end() ? ServiceCounters{} : *found->second);
  }
  out.close(']').name("reasons").open('[');
  for (const auto& reason : stats.reasons) {
    out.open('{').name("name").text(reason.name).name("verdict").text(to_text(reason.verdict));
    out.name("text").text(reason.text).name("packets").number(reason.packets.total).close('}');
  }
  return out.close(']').close('}').take();
}

}  // namespace shunt::web
