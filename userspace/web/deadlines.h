// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace shunt::web {

/// How long a client may take, whatever it sends meanwhile: a byte now and then extends nothing.
struct Deadlines {
  std::chrono::milliseconds read{15'000};      ///< from the end of the last answer to the end of the next request
  std::chrono::milliseconds write{30'000};     ///< to take an answer, 20 MB for 10,000 services; or an event
  std::chrono::milliseconds linger{2'000};     ///< to close after an answer that ends the connection
  std::chrono::milliseconds handshake{5'000};  ///< of TLS
};

}  // namespace shunt::web
