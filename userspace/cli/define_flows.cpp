// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "cli/definitions.h"
#include "cli/options.h"
#include "cli/quantity.h"
#include "web/flow_query.h"

namespace shunt::cli {
namespace {

bool read_client(const std::string& text, control::FlowQuestion& question) {
  question.client = net::IpPrefix::parse(text);
  return question.client && !question.client->has_host_bits();
}

bool read_protocol(const std::string& text, control::FlowQuestion& question) {
  if (text != "tcp" && text != "udp") return false;
  question.protocol = text == "tcp" ? net::Protocol::kTcp : net::Protocol::kUdp;
  return true;
}

/// "500ms", "0.5", "2", "1m": seconds if no unit is named.
std::optional<std::chrono::milliseconds> parse_interval(const std::string& text) {
  constexpr std::chrono::milliseconds kLeast{100};
  constexpr std::chrono::hours kMost{1};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::chrono::milliseconds interval{-1};
  if (error == std::errc{} && number >= 0 && number <= 3'600'000) {
    const std::string unit(end, text.data() + text.size());
    if (unit == "ms") interval = std::chrono::milliseconds(static_cast<std::int64_t>(number));
    if (unit.empty() || unit == "s")
      interval = std::chrono::milliseconds(static_cast<std::int64_t>(number * 1000));
  }
  if (interval.count() < 0)
    if (const auto time = parse_duration(text)) interval = *time;
  return interval >= kLeast && interval <= kMost ? std::optional(interval) : std::nullopt;
}

}  // namespace

void define_flows(CLI::App& app, Command& chosen) {
  const auto [flows, value] = define<FlowsCommand>(app, "flows", chosen);
  auto& question = value->question;
  flows->add_option("SERVICE", question.service);
  add_read(*flows, "--backend", "an address", [&question](const std::string& text) {
    question.backend = net::IpAddress::parse(text);
    return question.backend.has_value();
  });
  add_read(*flows, "--client", "an address or a prefix without host bits",
           [&question](const std::string& text) { return read_client(text, question); });
  add_read(*flows, "--proto", "tcp or udp",
           [&question](const std::string& text) { return read_protocol(text, question); });
  add_read(*flows, "--idle-over", "a time such as 90s or 5m", [&question](const std::string& text) {
    question.idle_over = parse_duration(text);
    return question.idle_over && question.idle_over->count() <= INT32_MAX;
  });
  CLI::Option* const limit = add_read(
      *flows, "--limit", "a whole number from 1 to " + std::to_string(control::kMaxFlowRows) + " (or --all)",
      [&question](const std::string& text) {
        std::uint64_t number = 0;
        if (!read_whole(text, control::kMaxFlowRows, number)) return false;
        question.limit = static_cast<std::uint32_t>(number);
        return true;
      });
  CLI::Option* const count =
      add_read(*flows, "--count", "backend, client, or client/LENGTH such as client/24",
               [&question](const std::string& text) { return web::read_counting(text, question); });
  add_read(*flows, "--sort", "idle, client, backend, service or slot", [&question](const std::string& text) {
    const auto order = web::flow_order(text);
    question.sort = order.value_or(control::FlowOrder::kNone);
    return order.has_value();
  })->excludes(count);
  flows->add_flag("--all", value->all)->excludes(limit)->excludes(count);
}

void define_top(CLI::App& app, Command& chosen) {
  const auto [top, command] = define<TopCommand>(app, "top", chosen);
  auto& value = *command;
  top->add_option("SERVICE", value.service);
  add_read(*top, "--interval", "a time from 100ms to 1h, such as 2s", [&value](const std::string& text) {
    const auto interval = parse_interval(text);
    value.interval = interval.value_or(value.interval);
    return interval.has_value();
  });
  add_read(*top, "--count", "a whole number of at least 1",
           [&value](const std::string& text) { return read_whole(text, UINT64_MAX, value.count); });
  add_read(*top, "--sort", "name, packets, bits, drops, flows, slots, passed, transmitted, redirected or share",
           [&value](const std::string& text) {
             value.sort = text;
             for (const char* word : {"name", "packets", "bits", "drops", "flows", "slots", "passed",
                                      "transmitted", "redirected", "share"})
               if (text == word) return true;
             return false;
           });
  top->add_option("--filter", value.filter);
}

}  // namespace shunt::cli
