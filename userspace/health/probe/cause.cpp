// SPDX-License-Identifier: Apache-2.0
#include "health/probe/cause.h"

#include <cerrno>

#include "core/result.h"

namespace shunt::health {
namespace {

/// What of the backend's or the network's doing an errno tells; nullptr: it is this host's.
const char* of_backend(int error_number, Teller teller) {
  switch (error_number) {
    case ECONNREFUSED: return "refused";
    case ECONNRESET:
    case EPIPE: return "connection reset";
    case ECONNABORTED: return "connection aborted";
    case ETIMEDOUT: return "no answer";
    case EHOSTUNREACH:
    case EHOSTDOWN: return "host unreachable";
    // At once it is a missing route; later a router has said so.
    case ENETUNREACH: return teller == Teller::kNetwork ? "network unreachable" : nullptr;
    case ENOPROTOOPT:
    case EPROTO: return teller == Teller::kNetwork ? "protocol unreachable" : nullptr;
    case EACCES: return teller == Teller::kNetwork ? "prohibited by a router" : nullptr;
    default: return nullptr;
  }
}

}  // namespace

Finding finding_of_errno(std::string_view phase, int error_number, Teller teller) {
  if (const char* reason = of_backend(error_number, teller))
    return {Verdict::kFailed, std::string(phase) + ": " + reason, error_number == ECONNREFUSED};
  return {Verdict::kUnable, core::Error::from_errno(phase, error_number).message()};
}

}  // namespace shunt::health
