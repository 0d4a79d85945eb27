// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/quantity.h"
#include "cli/show.h"

namespace shunt::cli {
namespace {

using control::Explanation;

Tone tone_of(const std::string& verdict) {
  if (verdict == "forwarded") return Tone::kGood;
  return verdict == "dropped" ? Tone::kBad : Tone::kStrong;
}

// These record every flow, and choose for new ones beside the slot.
std::string_view choice_of(const std::string& scheduler) {
  if (scheduler == "round-robin") return "in turn";
  return scheduler == "least-connections" ? "to the less loaded of two backends" : "";
}

std::string slot_text(const control::ExplainedSlot& slot, const std::string& scheduler) {
  const auto number = fmt::format("{} of {}, ", slot.number, slot.of);
  if (const auto choice = choice_of(scheduler); !choice.empty())
    return number + fmt::format("{}: new flows go {}, recorded ones stay, others go to {}", slot.state, choice,
                                slot.previous);
  if (slot.state == "steady") return number + "steady: all flows go to " + slot.current;
  if (slot.state == "tracked")
    return number + fmt::format("tracked: goes to {} after a change; flows recorded meanwhile stay where they are",
                                slot.current);
  return number +
         fmt::format("migrating: new flows go to {}, those that began before to {}", slot.current, slot.previous);
}

std::string next_hop_text(const control::ExplainedNextHop& hop) {
  auto text = fmt::format("{} by {}", hop.destination_mac, hop.interface);
  if (hop.vlan) text += fmt::format(", VLAN {}", *hop.vlan);
  return text + fmt::format(", {} of at most {} bytes", hop.length, hop.mtu);
}

std::string backend_text(const control::ExplainedBackend& backend) {
  return fmt::format("{}, {}, weight {}", backend.address.to_string(), backend.state, backend.weight);
}

void add_frame(Table& table, std::string name, const control::ExplainedFrame& frame) {
  table.row({{std::move(name)}, {count(frame.length, "byte")}});
  for (const auto& header : frame.headers) table.row({{""}, {"  " + header}});
}

}  // namespace

std::string show(const Explanation& told, const Style& style) {
  Table table({{"STEP"}, {""}});
  add_frame(table, "packet", told.in);
  table.row({{"interface"}, {told.interface}});
  if (!told.config.empty()) table.row({{"if reloaded"}, {told.config}});
  table.row({{"service"},
             {told.service ? told.service->name + ": " + told.service->match + ", " + told.service->scheduler
                           : "none"}});
  if (told.slot) table.row({{"slot"}, {slot_text(*told.slot, told.service ? told.service->scheduler : "")}});
  if (told.flow)
    table.row({{"flow"},
               {fmt::format("recorded: {}, {}, silent for {} s", told.flow->backend, told.flow->state,
                            told.flow->idle_s)}});
  if (told.slot && !told.flow) table.row({{"flow"}, {"not recorded"}});
  if (told.backend) {
    table.row({{"backend"}, {backend_text(*told.backend)}});
    table.row({{"because"}, {told.backend->text}});
  }
  if (told.next_hop) table.row({{"next hop"}, {next_hop_text(*told.next_hop)}});
  if (told.out) add_frame(table, "leaves", *told.out);
  const auto reason = told.reason.empty() ? "" : " (" + told.reason + ")";
  table.row({{"verdict"}, {told.verdict + reason, tone_of(told.verdict)}});
  for (const auto& note : told.notes) table.row({{"note"}, {note}});
  return table.text(style) + "\n" + toned(told.text, Tone::kPlain, style) + "\n";
}

}  // namespace shunt::cli
