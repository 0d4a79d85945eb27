// SPDX-License-Identifier: Apache-2.0
#include "doctor/collect/files.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <string_view>

namespace shunt::doctor {
namespace {

constexpr std::size_t kMostCpus = 4096;

template <typename Number>
const char* read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? end : nullptr;
}

/// "eth0-TxRx-0" of eth0, and not of eth01.
bool names(std::string_view text, std::string_view interface) {
  if (!text.starts_with(interface)) return false;
  return text.size() == interface.size() || text[interface.size()] == '-';
}

std::vector<unsigned> affinity(const std::filesystem::path& proc, unsigned number) {
  const auto folder = proc / "irq" / std::to_string(number);
  for (const char* file : {"smp_affinity_list", "effective_affinity_list"})
    if (const auto line = first_line(folder / file); line && !line->empty()) return cpu_list(*line);
  return {};
}

}  // namespace

std::optional<std::string> first_line(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line)) return std::nullopt;
  return line;
}

std::optional<std::uint64_t> number_in(const std::filesystem::path& file) {
  const auto line = first_line(file);
  std::uint64_t number = 0;
  if (!line || read_number(*line, number) == nullptr) return std::nullopt;
  return number;
}

std::vector<unsigned> cpu_list(std::string_view text) {
  std::vector<unsigned> cpus;
  while (!text.empty() && cpus.size() < kMostCpus) {
    unsigned first = 0;
    const char* end = read_number(text, first);
    if (end == nullptr) break;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    unsigned last = first;
    if (text.starts_with('-')) {
      text.remove_prefix(1);
      end = read_number(text, last);
      if (end == nullptr) break;
      text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
    for (unsigned cpu = first; cpu <= last && cpus.size() < kMostCpus; ++cpu) cpus.push_back(cpu);
    if (!text.starts_with(',')) break;
    text.remove_prefix(1);
  }
  return cpus;
}

std::vector<Interrupt> interrupts_of(const std::filesystem::path& proc, const std::string& interface,
                                     const std::vector<unsigned>& numbers) {
  std::ifstream stream(proc / "interrupts");
  std::vector<Interrupt> found;
  for (std::string line; std::getline(stream, line);) {
    std::istringstream fields(line);
    std::string first, name;
    fields >> first;
    unsigned number = 0;
    if (!first.ends_with(':') || read_number(first, number) == nullptr) continue;
    for (std::string field; fields >> field;) name = field;  // the last one
    if (!names(name, interface) && std::ranges::find(numbers, number) == numbers.end()) continue;
    // What only tells of changes of the link or the configuration carries no packets.
    if (name == interface || name.find("config") != std::string::npos || name.find("control") != std::string::npos)
      continue;
    found.push_back({.number = number, .name = name, .cpus = affinity(proc, number)});
  }
  return found;
}

std::uint64_t available_memory(const std::filesystem::path& proc) {
  std::ifstream stream(proc / "meminfo");
  for (std::string line; std::getline(stream, line);) {
    std::istringstream fields(line);
    std::string name;
    std::uint64_t kibibytes = 0;
    if (fields >> name >> kibibytes && name == "MemAvailable:") return kibibytes * 1024;
  }
  return 0;
}

}  // namespace shunt::doctor
