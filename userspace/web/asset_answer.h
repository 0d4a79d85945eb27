// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/asset.h"
#include "web/routes.h"

namespace shunt::web {

/// What a GET of `asset` is answered: its bytes without a copy, 304 if the client has them (RFC 9110, 13.1.2),
/// plain ones if it does not take gzip.
Response answer_with(const Asset& asset, const Request& request);

/// Whether an Accept-Encoding field allows gzip (RFC 9110, 12.5.3). No field: not.
bool accepts_gzip(std::string_view field);

/// Whether an If-None-Match field names `etag`, or anything. Compared weakly.
bool names_etag(std::string_view field, std::string_view etag);

}  // namespace shunt::web
