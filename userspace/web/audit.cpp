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

constexpr std::size_t kShown = 300;  // bytes of a body; those of a change have fewer

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

/// The part of `path` between `before` and the next slash, decoded; empty: there is none.
std::string part_after(std::string_view path, std::string_view before) {
  const auto begin = path.find(before);
  if (begin == std::string_view::npos) return "";
  const auto rest = path.substr(begin + before.size());
  return percent_decoded(rest.substr(0, rest.find('/'))).value_or("");
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
  const auto path = split_target(request.target).path;
  auto what = std::string(request.method) + " " + log::cut(request.target, kShown);
  if (!request.body.empty()) what += " " + log::cut(request.body, kShown);
  const auto status = std::to_string(response.status);
  log::tell(response.status < 400 ? log::Event::kAudit : log::Event::kAuditRefused,
            {.service = part_after(path, "/v1/services/"),
             .backend = part_after(path, "/backends/"),
             .interface = part_after(path, "/v1/interfaces/")},
            who + ": " + what + ": " + status, {{"uid", uid}, {"pid", pid}, {"asked", what}, {"status", status}});
  return response;
}

}  // namespace shunt::web
