// SPDX-License-Identifier: Apache-2.0
// `shunt decap`: what a backend runs; no controller is involved.
#include "dataplane/decap/decap.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/quantity.h"
#include "web/json_writer.h"

namespace shunt::dataplane {

/// Found by JsonWriter beside its type.
void fields(auto& archive, const DecapCounter& counter) {
  archive("name", counter.name);
  archive("verdict", std::string_view(counter.dropped ? "drop" : "pass"));
  archive("text", counter.text);
  archive("packets", counter.total().packets);
  archive("bytes", counter.total().bytes);
}

}  // namespace shunt::dataplane

namespace shunt::cli {
namespace {

struct DecapStats {
  std::string interface;
  std::vector<dataplane::DecapCounter> counters;
};

void fields(auto& archive, const DecapStats& stats) {
  archive("interface", stats.interface);
  archive("counters", stats.counters);
}

std::string show(const DecapStats& stats, const Style& style) {
  Table table({{"OUTCOME"}, {"FRAMES", true}, {"BYTES", true}, {"VERDICT"}, {"MEANING"}});
  bool any = false;
  for (const dataplane::DecapCounter& counter : stats.counters) {
    const auto total = counter.total();
    if (total.packets == 0) continue;
    any = true;
    table.row({{std::string(counter.name)},
               {count(total.packets)},
               {bytes(total.bytes)},
               {counter.dropped ? "drop" : "pass", counter.dropped ? Tone::kBad : Tone::kPlain},
               {std::string(counter.text)}});
  }
  return any ? table.text(style) : stats.interface + ": no frame came in yet\n";
}

Outcome show_stats(const DecapCommand& command, const Globals& globals, const Style& style) {
  auto counters = dataplane::decap_counters(command.interface, globals.pin_dir);
  if (!counters) return failure(counters.error());
  const DecapStats stats{command.interface, *std::move(counters)};
  return {.out = globals.json ? web::JsonWriter::text_of(stats) + "\n" : show(stats, style)};
}

Outcome stop(const std::string& interface, const Globals& globals) {
  const auto detached = dataplane::decap_detach(interface, globals.pin_dir);
  if (!detached) return failure(detached.error());
  if (!*detached)
    return failure(core::Error(fmt::format("{} does not decapsulate: nothing is pinned for it in {}", interface,
                                           globals.pin_dir.string())));
  return {.out = interface + ": no longer decapsulating\n"};
}

}  // namespace

Outcome execute(const DecapCommand& command, const Globals& globals, const Style& style) {
  if (command.stats) return show_stats(command, globals, style);
  if (command.off) return stop(command.interface, globals);
  const auto attachment = dataplane::decap_attach(command.interface, {.pin_dir = globals.pin_dir,
                                                                      .mode = command.mode,
                                                                      .gue_port = command.gue_port,
                                                                      .sources = command.from,
                                                                      .vips = command.vips,
                                                                      .destinations = command.to});
  if (!attachment) return failure(attachment.error());
  Outcome outcome{.out = fmt::format("{}: decapsulating in {} mode{}\n", command.interface,
                                     dataplane::to_string(attachment->mode),
                                     attachment->dispatcher ? ", beside other programs" : "")};
  for (const std::string& warning : attachment->warnings) outcome.err += "shunt: warning: " + warning + "\n";
  return outcome;
}

}  // namespace shunt::cli
