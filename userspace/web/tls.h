// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string_view>

#include "core/result.h"

namespace shunt::web {

/// What connections by TLS 1.2 or 1.3 need: our certificate with its chain, and its key, both in PEM.
core::Result<std::shared_ptr<boost::asio::ssl::context>> make_tls(std::string_view certificate,
                                                                  std::string_view key);

}  // namespace shunt::web
