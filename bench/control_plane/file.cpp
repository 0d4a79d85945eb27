// SPDX-License-Identifier: Apache-2.0
#include "control_plane/file.h"

#include <cstdio>

namespace shunt::bench {
namespace {

std::string hexadecimal(std::uint32_t number) {
  char text[16];
  std::snprintf(text, sizeof text, "%x", number);
  return text;
}

std::string backend(std::uint32_t number) { return "\"2001:db8:b::" + hexadecimal(0x100 + number) + "\""; }

}  // namespace

std::string make_file(std::uint32_t services, bool changed) {
  constexpr std::uint32_t kAddresses = 4096;
  std::string text = "interfaces: [lo]\ntunnel:\n  source: [198.51.100.2, \"2001:db8:5::2\"]\n";
  text += "limits: {services: " + std::to_string(services) +
          ", backends: " + std::to_string(services * kBackendsPerService) + "}\nservices:\n";
  for (std::uint32_t i = 0; i < services; ++i) {
    text += "  - name: s" + std::to_string(i) + "\n    vip: \"2001:db8:1::" + hexadecimal(i) +
            "\"\n    ports: [80/tcp, 443/tcp]\n    backends:\n";
    for (std::uint32_t k = 0; k < kBackendsPerService; ++k) {
      const std::uint32_t number = (i * 7 + k) % kAddresses;
      text += "      - " + backend(changed && i == 0 && k == 0 ? kAddresses : number) + "\n";
    }
  }
  return text;
}

}  // namespace shunt::bench
