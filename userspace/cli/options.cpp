// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <charconv>

namespace shunt::cli {

CLI::Option* add_read(CLI::App& command, const std::string& name, const std::string& expected,
                      const std::function<bool(const std::string&)>& read) {
  const auto reject = [read, expected](const std::string& text) {
    return read(text) ? "" : "expected " + expected + ", found \"" + text + "\"";
  };
  return command.add_option_function<std::string>(name, [](const std::string&) {})
      ->check(CLI::Validator(reject, ""));
}

CLI::Option* add_text(CLI::App& command, const std::string& name, std::string (*wrong)(const std::string&),
                      const std::function<void(const std::string&)>& take) {
  return command.add_option_function<std::string>(name, take)
      ->check(CLI::Validator([wrong](const std::string& text) { return wrong(text); }, ""));
}

std::string wrong_address(const std::string& text) {
  return net::IpAddress::parse(text) ? "" : text + " is no address";
}

/// As of a VIP in the configuration: host bits are a slip of which nobody knows what was meant.
std::string wrong_prefix(const std::string& text) {
  const auto prefix = net::IpPrefix::parse(text);
  if (!prefix) return text + " is no address or prefix";
  if (!prefix->has_host_bits()) return "";
  return text + " has host bits set; expected " + prefix->without_host_bits().to_string() + " or " +
         prefix->address().to_string();
}

bool read_whole(const std::string& text, std::uint64_t most, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number >= 1 && number <= most;
}

}  // namespace shunt::cli
