// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "metrics/by_cpu.h"
#include "metrics/families.h"

namespace shunt::metrics {
namespace {

using control::Counter;
using control::FlowTableStatus;
using control::InterfaceCounters;
using control::InterfaceStatus;

struct Action {
  const char* name;
  Counter InterfaceCounters::*counter;
};

constexpr std::array kActions{
    Action{"passed", &InterfaceCounters::passed}, Action{"dropped", &InterfaceCounters::dropped},
    Action{"transmitted", &InterfaceCounters::transmitted}, Action{"redirected", &InterfaceCounters::redirected}};

constexpr Measure<Counter> kFrames[] = {
    {"shunt_interface_packets_total", "Frames that the program saw, by what became of them.",
     [](const Counter& counter) { return double(counter.packets); }},
    {"shunt_interface_bytes_total", "Their bytes as they came in.",
     [](const Counter& counter) { return double(counter.bytes); }}};

constexpr Measure<InterfaceStatus> kAttached[] = {
    {"shunt_interface_attached", "1: the program is attached, in the driver (native) or behind it (generic).",
     [](const InterfaceStatus& interface) { return interface.attached ? 1.0 : 0.0; }}};

constexpr Measure<std::uint64_t> kReasons[] = {
    {"shunt_reason_packets_total",
     "Packets to a service that were not forwarded, by reason; docs/dataplane.md has each.",
     [](const std::uint64_t& packets) { return double(packets); }}};

constexpr Measure<std::uint64_t> kFlows[] = {
    {"shunt_flow_table_flows", "Live flows in the flow table, by whether a second packet has confirmed them.",
     [](const std::uint64_t& flows) { return double(flows); }}};

constexpr Measure<std::uint64_t> kRefusals[] = {{"shunt_flow_table_refusals_total",
                                                 "Flows that were not recorded: no room, or too many a second.",
                                                 [](const std::uint64_t& flows) { return double(flows); }}};

constexpr Measure<FlowTableStatus> kTableGauges[] = {
    {"shunt_flow_table_capacity_flows", "Flows that the flow table has room for.",
     [](const FlowTableStatus& table) { return double(table.capacity); }}};

constexpr Measure<FlowTableStatus> kTableCounters[] = {
    {"shunt_flow_table_inserts_total", "Flows that were recorded.",
     [](const FlowTableStatus& table) { return double(table.inserted); }},
    {"shunt_flow_table_evictions_total", "Live flows that gave way to another.",
     [](const FlowTableStatus& table) { return double(table.evicted); }}};

void show_interfaces(const control::Status& status, const control::Stats& stats, const Sink& sink) {
  Series<Counter> frames;
  for (const auto& interface : stats.interfaces)
    for (const auto& action : kActions) {
      const auto name = interface.name.empty() ? "(gone)" : interface.name;
      add_counted(interface.counters, {{"interface", name}, {"action", action.name}}, frames, action.counter);
    }
  frames.show_counters(kFrames, sink);
  Series<InterfaceStatus> interfaces;
  for (const auto& interface : status.interfaces)
    interfaces.add(interface,
                   {{"interface", interface.name},
                    {"mode", interface.attached ? std::string(model::to_string(*interface.attached)) : "none"}});
  interfaces.show_gauges(kAttached, sink);
}

void show_reasons(const control::Stats& stats, const Sink& sink) {
  Series<std::uint64_t> reasons;
  for (const auto& reason : stats.reasons)
    add_counted(reason.packets,
                {{"reason", reason.name}, {"verdict", std::string(control::to_string(reason.verdict))}}, reasons);
  reasons.show_counters(kReasons, sink);
}

void show_flow_table(const FlowTableStatus& table, const Sink& sink) {
  Series<std::uint64_t> flows, refusals;
  flows.add(table.flows, {{"confirmed", "true"}});
  flows.add(table.unconfirmed, {{"confirmed", "false"}});
  flows.show_gauges(kFlows, sink);
  Series<FlowTableStatus> whole;
  whole.add(table, {});
  whole.show_gauges(kTableGauges, sink);
  whole.show_counters(kTableCounters, sink);
  refusals.add(table.refused_full, {{"cause", "full"}});
  refusals.add(table.refused_rate, {{"cause", "rate"}});
  refusals.show_counters(kRefusals, sink);
}

}  // namespace

void show_dataplane(const control::Status& status, const control::Stats& stats, const Sink& sink) {
  show_interfaces(status, stats, sink);
  show_reasons(stats, sink);
  show_flow_table(status.flow_table, sink);
}

}  // namespace shunt::metrics
