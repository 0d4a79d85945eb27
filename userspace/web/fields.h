// SPDX-License-Identifier: Apache-2.0
// The names of the views' fields in JSON, told once for both directions: JsonWriter and JsonReader walk them
// alike. docs/openapi.yaml describes the same names; a test compares the two.
#pragma once

#include <concepts>
#include <type_traits>

#include "control/diagnosis_report.h"
#include "control/views.h"
#include "web/fields_log.h"

namespace shunt::web {

template <typename View, typename Plain>
concept Of = std::same_as<std::remove_const_t<View>, Plain>;

template <Of<control::BackendOverride> View>
void fields(auto& archive, View& view) {
  archive("state", view.state);
  archive("left_s", view.left);
  archive("weight", view.weight);
  archive("file_weight", view.file_weight);
}

template <Of<control::HealthTransition> View>
void fields(auto& archive, View& view) {
  archive("at", view.at);
  archive("from", view.from);
  archive("to", view.to);
  archive("reason", view.reason);
}

template <Of<control::CheckStatus> View>
void fields(auto& archive, View& view) {
  archive("type", view.type);
  archive("via", view.via);
  archive("asked", view.asked);
  archive("state", view.state);
  archive("reason", view.reason);
  archive("since", view.since);
  archive("latency_us", view.latency);
  archive("latency_min_us", view.latency_min);
  archive("latency_mean_us", view.latency_mean);
  archive("latency_max_us", view.latency_max);
  archive("passed", view.passed);
  archive("failed", view.failed);
  archive("unable", view.unable);
  archive("full_size_reason", view.full_size_reason);
  archive("agent", view.agent);
  archive("transitions", view.transitions);
}

template <Of<control::PassiveStatus> View>
void fields(auto& archive, View& view) {
  archive("suspected", view.suspected);
  archive("reason", view.reason);
  archive("since", view.since);
  archive("syns", view.syns);
  archive("syns_repeated", view.syns_repeated);
}

template <Of<control::BackendHealth> View>
void fields(auto& archive, View& view) {
  archive("state", view.state);
  archive("degraded", view.degraded);
  archive("reason", view.reason);
  archive("since", view.since);
  archive("checks", view.checks);
  archive("passive", view.passive);
}

template <Of<control::BackendStatus> View>
void fields(auto& archive, View& view) {
  archive("address", view.address);
  archive("weight", view.weight);
  archive("effective_weight", view.effective_weight);
  archive("state", view.state);
  archive("backup", view.backup);
  archive("slots", view.slots);
  archive("flows", view.flows);
  archive("override", view.override);
  archive("health", view.health);
  archive("next_hop", view.next_hop);
  archive("reason", view.reason);
}

template <Of<control::ServiceStatus> View>
void fields(auto& archive, View& view) {
  archive("name", view.name);
  archive("vip", view.vip);
  archive("ports", view.ports);
  archive("forwarding", view.forwarding);
  archive("scheduler", view.scheduler);
  archive("table_size", view.table_size);
  archive("fingerprint", view.fingerprint);
  archive("slots_migrating", view.slots_migrating);
  archive("slots_tracked", view.slots_tracked);
  archive("waiting", view.waiting);
  archive("healthy", view.healthy);
  archive("failing", view.failing);
  archive("backends", view.backends);
}

template <Of<control::InterfaceStatus> View>
void fields(auto& archive, View& view) {
  archive("name", view.name);
  archive("ifindex", view.ifindex);
  archive("configured", view.configured);
  archive("attached", view.attached);
  archive("dispatcher", view.dispatcher);
  archive("receive_queues", view.receive_queues);
  archive("program_id", view.program_id);
  archive("state", view.state);
}

template <Of<control::FlowTableStatus> View>
void fields(auto& archive, View& view) {
  archive("capacity", view.capacity);
  archive("flows", view.flows);
  archive("unconfirmed", view.unconfirmed);
  archive("inserted", view.inserted);
  archive("evicted", view.evicted);
  archive("refused_full", view.refused_full);
  archive("refused_rate", view.refused_rate);
}

template <Of<control::Status> View>
void fields(auto& archive, View& view) {
  archive("version", view.version);
  archive("kernel", view.kernel);
  archive("pid", view.pid);
  archive("config_file", view.config_file);
  archive("started_at", view.started_at);
  archive("loaded_at", view.loaded_at);
  archive("fingerprint", view.fingerprint);
  archive("generation", view.generation);
  archive("last_reload", view.reloads.last);
  archive("alarms", view.alarms);
  archive("alarm_ids", view.alarm_ids);
  archive("flow_table", view.flow_table);
  archive("interfaces", view.interfaces);
  archive("services", view.services);
}

template <Of<control::Counter> View>
void fields(auto& archive, View& view) {
  archive("packets", view.packets);
  archive("bytes", view.bytes);
}

template <Of<control::ServiceCounters> View>
void fields(auto& archive, View& view) {
  archive("forwarded", view.forwarded);
  archive("dropped", view.dropped);
}

template <Of<control::InterfaceCounters> View>
void fields(auto& archive, View& view) {
  archive("passed", view.passed);
  archive("dropped", view.dropped);
  archive("transmitted", view.transmitted);
  archive("redirected", view.redirected);
}

/// The sums stand beside the other fields of their owner; "per_cpu" is there only if it was asked for.
template <typename Counted>
void counted_fields(auto& archive, Counted& counted) {
  fields(archive, counted.total);
  archive.unless_empty("per_cpu", counted.per_cpu);
}

template <Of<control::BackendStats> View>
void fields(auto& archive, View& view) {
  archive("address", view.address);
  counted_fields(archive, view.forwarded);
  archive.unless_empty("syns", view.syns);
  archive.unless_empty("syns_repeated", view.syns_repeated);
}

template <Of<control::ServiceStats> View>
void fields(auto& archive, View& view) {
  archive("name", view.name);
  counted_fields(archive, view.counters);
  archive("backends", view.backends);
}

template <Of<control::InterfaceStats> View>
void fields(auto& archive, View& view) {
  archive("name", view.name);
  counted_fields(archive, view.counters);
}

template <Of<control::ReasonStats> View>
void fields(auto& archive, View& view) {
  archive("name", view.name);
  archive("verdict", view.verdict);
  archive("text", view.text);
  archive("packets", view.packets.total);
  archive.unless_empty("per_cpu", view.packets.per_cpu);
}

template <Of<control::Stats> View>
void fields(auto& archive, View& view) {
  archive("taken_at", view.taken_at);
  archive("interfaces", view.interfaces);
  archive("services", view.services);
  archive("reasons", view.reasons);
}

template <Of<control::Changes> View>
void fields(auto& archive, View& view) {
  archive("added", view.added);
  archive("removed", view.removed);
  archive("changed", view.changed);
}

/// What a reload says and a plan of one, too.
void change_fields(auto& archive, auto& report) {
  archive.unless_empty("errors", report.errors);
  archive("warnings", report.warnings);
  archive("overrides", report.overrides);
  archive("services", report.services);
  archive("backends", report.backends);
  archive("interfaces", report.interfaces);
  archive("slots_moved", report.slots_moved);
  archive("slots_tracked", report.slots_tracked);
}

template <Of<control::ReloadReport> View>
void fields(auto& archive, View& view) {
  change_fields(archive, view);
  archive("services_waiting", view.services_waiting);
  archive("total_time_us", view.total_time);
  archive("map_time_us", view.map_time);
}

template <Of<control::BackendPlan> View>
void fields(auto& archive, View& view) {
  archive("address", view.address);
  archive("change", view.change);
  archive("weight_before", view.weight_before);
  archive("weight_after", view.weight_after);
  archive("slots_before", view.slots_before);
  archive("slots_after", view.slots_after);
}

template <Of<control::ServicePlan> View>
void fields(auto& archive, View& view) {
  archive("name", view.name);
  archive("change", view.change);
  archive("table_size", view.table_size);
  archive("slots_moved", view.slots_moved);
  archive("slots_tracked", view.slots_tracked);
  archive("flows_recorded", view.flows_recorded);
  archive("breaks", view.breaks);
  archive("backends", view.backends);
}

template <Of<control::PlanReport> View>
void fields(auto& archive, View& view) {
  change_fields(archive, view);
  archive("slots_total", view.slots_total);
  archive("breaks", view.breaks);
  archive("plan", view.plan);
}

template <Of<control::BackendReport> View>
void fields(auto& archive, View& view) {
  archive("backend", view.backend);
  archive("slots_moved", view.slots_moved);
  archive("warnings", view.warnings);
}

template <Of<control::DiagnosisStep> View>
void fields(auto& archive, View& view) {
  archive("name", view.name);
  archive("result", view.result);
  archive("what", view.what);
  archive("why", view.why);
  archive("commands", view.commands);
}

template <Of<control::DiagnosisReport> View>
void fields(auto& archive, View& view) {
  archive("service", view.service);
  archive("backend", view.backend);
  archive("running", view.running);
  archive("failed", view.failed);
  archive("steps", view.steps);
}

template <Of<control::AttachReport> View>
void fields(auto& archive, View& view) {
  archive("interface", view.interface);
  archive("warnings", view.warnings);
}

}  // namespace shunt::web
