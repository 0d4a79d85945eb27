// SPDX-License-Identifier: Apache-2.0
// What all probes of a prober share.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <memory>
#include <random>

#include "health/probe/deadlines.h"
#include "health/probe/pattern.h"
#include "health/probe/probe.h"
#include "health/probe/readiness.h"
#include "health/probe/tls_context.h"

namespace shunt::health {

struct Shared {
  boost::asio::io_context& loop;
  Sockets& sockets;
  std::uint16_t first_identifier;  ///< of echo requests, inclusive
  std::uint16_t last_identifier;
  Patterns patterns;
  TlsContexts tls{loop};
  Deadlines deadlines{loop};
  Readiness readiness{loop};
  /// What is received goes here first, by whichever probe has its turn: all run on one thread.
  std::array<char, 65536> scratch;
  std::mt19937_64 random{std::random_device{}()};
  std::uint32_t echoes = 0;

  /// Where scripts are started and finished; two, that one command which does not die holds up no others.
  std::shared_ptr<boost::asio::thread_pool> threads() {
    if (!script_threads) script_threads = std::make_shared<boost::asio::thread_pool>(2);
    return script_threads;
  }
  std::shared_ptr<boost::asio::thread_pool> script_threads{};

  std::uint16_t next_identifier() {
    const std::uint32_t range = std::uint32_t{last_identifier} - first_identifier + 1;
    return static_cast<std::uint16_t>(first_identifier + echoes++ % range);
  }
};

}  // namespace shunt::health
