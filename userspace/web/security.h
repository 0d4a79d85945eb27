// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "config/users.h"
#include "core/result.h"
#include "model/config.h"

namespace shunt::web {

/// What the files of `api` hold now.
struct Security {
  std::vector<config::User> users;                   ///< empty: no password is asked for
  std::shared_ptr<boost::asio::ssl::context> tls{};  ///< null: plain
  std::string digest;                                ///< of all the files: equal if nothing has changed
};

/// Reads them. What config::load() found well may be gone or other since.
core::Result<Security> read_security(const model::Api& api);

}  // namespace shunt::web
