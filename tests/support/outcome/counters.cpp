// SPDX-License-Identifier: Apache-2.0
#include "support/outcome/counters.h"

#include <fmt/format.h>

#include "shunt/reasons.h"

namespace shunt::outcome {
namespace {

constexpr std::array kVerdicts = {Verdict::kPass, Verdict::kDrop, Verdict::kTransmit, Verdict::kRedirect};

Counter difference(const Counter& later, const Counter& earlier) {
  return {later.packets - earlier.packets, later.bytes - earlier.bytes};
}

Counters::Rows difference(const Counters::Rows& later, const Counters::Rows& earlier) {
  Counters::Rows rows;
  for (const auto& [row, counter] : later) {
    const auto before = earlier.find(row);
    const Counter change = before == earlier.end() ? counter : difference(counter, before->second);
    if (change != Counter{}) rows[row] = change;
  }
  return rows;
}

std::string line(const std::string& what, const Counter& counter) {
  return fmt::format("  {}: {} packets, {} bytes\n", what, counter.packets, counter.bytes);
}

}  // namespace

void Counters::count(Rows& rows, std::uint32_t row, std::uint64_t bytes) {
  Counter& counter = rows[row];
  counter.packets += 1;
  counter.bytes += bytes;
}

void Counters::count_frame(std::uint32_t ifindex, Verdict verdict, std::uint64_t bytes) {
  Counter& counter = interfaces[ifindex][static_cast<std::size_t>(verdict)];
  counter.packets += 1;
  counter.bytes += bytes;
}

Counters Counters::since(const Counters& earlier) const {
  Counters change;
  change.backends = difference(backends, earlier.backends);
  change.services = difference(services, earlier.services);
  change.reasons = difference(reasons, earlier.reasons);
  for (const auto& [ifindex, verdicts] : interfaces) {
    const auto before = earlier.interfaces.find(ifindex);
    std::array<Counter, 4> rows = verdicts;
    if (before != earlier.interfaces.end())
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = difference(rows[i], before->second[i]);
    if (rows != std::array<Counter, 4>{}) change.interfaces[ifindex] = rows;
  }
  return change;
}

std::string Counters::to_string() const {
  std::string text;
  for (const auto& [id, counter] : backends) text += line(fmt::format("backend {}", id), counter);
  for (const auto& [id, counter] : services) text += line(fmt::format("drops of service {}", id), counter);
  for (const auto& [reason, counter] : reasons)
    text += line(fmt::format("reason {}", reason_name(reason)), counter);
  for (const auto& [ifindex, verdicts] : interfaces)
    for (const Verdict verdict : kVerdicts)
      if (const Counter& counter = verdicts[static_cast<std::size_t>(verdict)]; counter != Counter{})
        text += line(fmt::format("interface {} {}", ifindex, outcome::to_string(verdict)), counter);
  return text.empty() ? "nothing\n" : text;
}

const char* to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass: return "pass";
    case Verdict::kDrop: return "drop";
    case Verdict::kTransmit: return "transmit";
    case Verdict::kRedirect: return "redirect";
  }
  return "none";
}

const char* reason_name(std::uint32_t reason) {
  switch (reason) {
    case SHUNT_REASON_NONE: return "none";
#define SHUNT_REASON_CASE(number, NAME, name, verdict, text) \
  case SHUNT_REASON_##NAME: return #name;
      SHUNT_REASONS(SHUNT_REASON_CASE)
#undef SHUNT_REASON_CASE
    default: return "unknown";
  }
}

}  // namespace shunt::outcome
