// SPDX-License-Identifier: Apache-2.0
#include "web/audit.h"

#include <sys/socket.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "control/asking.h"
#include "log/escape.h"
#include "log/log.h"
#include "web/target.h"

namespace shunt::web {
namespace {

constexpr std::size_t kShown = 300;  // bytes of each part of a request; those of a change have fewer

std::optional<ucred> peer_of(int socket) {
  ucred peer{};
  socklen_t length = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return std::nullopt;
  return peer;
}

bool is_change(const Request& request) {
  const auto path = split_target(request.target).path;
  return request.method != "GET" && request.method != "HEAD" && path != "/v1/plan" && path != "/v1/explain";
}

/// What stands between `before`, with which `path` has to begin, and the next slash, decoded; taken off `path`.
/// Empty: there is no such thing.
std::string take_part(std::string_view& path, std::string_view before) {
  if (!path.starts_with(before)) return "";
  path.remove_prefix(before.size());
  const auto part = path.substr(0, path.find('/'));
  path.remove_prefix(part.size());
  return log::cut(percent_decoded(part).value_or(""), kShown);
}

log::Of subject_of(std::string_view path) {
  log::Of of{.service = take_part(path, "/v1/services/")};
  if (of.service.empty()) return {.interface = take_part(path, "/v1/interfaces/")};
  of.backend = take_part(path, "/backends/");
  return of;
}

}  // namespace

Response audited(int socket, Access access, const Request& request, const std::function<Response()>& answer) {
  if (access != Access::kChange || !is_change(request)) return answer();
  const auto peer = peer_of(socket);
  const auto uid = peer ? std::to_string(peer->uid) : "unknown";
  const auto pid = peer ? std::to_string(peer->pid) : "unknown";
  const auto who = "uid " + uid + " (pid " + pid + ")";
  const auto response = [&] {
    const control::Asking asking(who);
    return answer();
  }();
  auto what = log::cut(request.method, kShown) + " " + log::cut(request.target, kShown);
  if (!request.body.empty()) what += " " + log::cut(request.body, kShown);
  const auto status = std::to_string(response.status);
  log::tell(response.status < 400 ? log::Event::kAudit : log::Event::kAuditRefused,
            subject_of(split_target(request.target).path), who + ": " + what + ": " + status,
            {{"uid", uid}, {"pid", pid}, {"asked", what}, {"status", status}});
  return response;
}

}  // namespace shunt::web
