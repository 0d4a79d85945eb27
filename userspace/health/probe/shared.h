// SPDX-License-Identifier: Apache-2.0
// What all probes of a prober share.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <cstdint>

#include "health/probe/pattern.h"
#include "health/probe/probe.h"

namespace shunt::health {

struct Shared {
  boost::asio::io_context& loop;
  Sockets& sockets;
  Patterns patterns;
  /// What is received goes here first, by whichever probe has its turn: all run on one thread.
  std::array<char, 16384> scratch;
};

}  // namespace shunt::health
