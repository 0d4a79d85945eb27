// SPDX-License-Identifier: Apache-2.0
#include "support/packet/layers.h"

#include <cstdio>
#include <cstdlib>

namespace shunt::packet {
namespace {

template <typename T>
T parsed(const char* text) {
  const auto value = T::parse(text);
  if (!value) {
    std::fprintf(stderr, "a test states \"%s\", which is no address\n", text);
    std::abort();
  }
  return *value;
}

}  // namespace

Address::Address(const char* text) : value(parsed<net::IpAddress>(text)) {}
Mac::Mac(const char* text) : value(parsed<net::MacAddress>(text)) {}

}  // namespace shunt::packet
