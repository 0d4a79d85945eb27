// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "web/routes.h"

namespace shunt::web {

/// What `answer` answers to `request`, which came by `socket`. If it came over the UNIX socket (kChange) and is to
/// change something, the log tells who asked for what (SO_PEERCRED), and what came of it; control::Asking has that
/// peer meanwhile.
Response audited(int socket, Access access, const Request& request, const std::function<Response()>& answer);

}  // namespace shunt::web
