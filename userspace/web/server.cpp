// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>

#include "log/log.h"
#include "net/endpoint.h"
#include "web/event_source.h"
#include "web/host.h"
#include "web/listener.h"
#include "web/security.h"
#include "web/sockets.h"

namespace shunt::web {
namespace {

// Each of the two has its own limits, so that whoever may open TCP connections here cannot lock the operator out.
constexpr Listener::Limits kUnixLimits{.connections = 64};
constexpr std::size_t kTcpConnections = 256;
constexpr std::size_t kOfAddress = 64;

/// A status of 10,000 services is some 20 MB of text for as long as its client reads.
constexpr std::size_t kHeldUnix = std::size_t{512} << 20;
constexpr std::size_t kHeldTcp = std::size_t{64} << 20;

/// Health checks need descriptors, too: at most an eighth of what there may be.
Listener::Limits tcp_limits() {
  rlimit limit{};
  const bool known = ::getrlimit(RLIMIT_NOFILE, &limit) == 0;
  const std::size_t share = known ? limit.rlim_cur / 8 : kTcpConnections;
  return {.connections = std::clamp(share, std::size_t{16}, kTcpConnections), .of_address = kOfAddress};
}

}  // namespace

Server::Server(boost::asio::io_context& loop, control::Api& api, std::filesystem::path socket,
               const Deadlines& deadlines, Log log)
    : loop_(loop),
      api_(api),
      socket_(std::move(socket)),
      deadlines_(deadlines),
      events_(std::make_unique<EventStream>(loop, events_of(api))),
      gate_(std::make_shared<Gate>(
          loop, log ? std::move(log) : [](const std::string&) {})) {}

core::Result<std::unique_ptr<Server>> Server::start(boost::asio::io_context& loop, control::Api& api,
                                                    const std::filesystem::path& socket,
                                                    const Deadlines& deadlines, Log log) {
  auto fd = listen_unix(socket);
  if (!fd) return fd.error();
  std::unique_ptr<Server> server(new Server(loop, api, socket, deadlines, std::move(log)));
  Site site = server->site(Access::kChange);
  site.held = std::make_shared<HeldAnswers>(HeldAnswers{.limit = kHeldUnix});
  server->unix_ = std::make_shared<Listener>(loop, *std::move(fd), AF_UNIX, std::move(site), kUnixLimits);
  server->unix_->start();
  return server;
}

Site Server::site(Access access) const {
  return {.api = api_, .events = *events_, .counts = counts_, .access = access, .deadlines = deadlines_};
}

core::Result<void> Server::listen(const model::Api& tcp) {
  if (!tcp.listen) return move_to(std::nullopt, site(Access::kRead));
  auto security = read_security(tcp);
  if (!security) return security.error().within("api");
  if (tcp.listen == listen_ && security->digest == security_) return {};
  Site next = site(Access::kRead);
  next.held = std::make_shared<HeldAnswers>(HeldAnswers{.limit = kHeldTcp});
  next.turns = std::make_shared<Turns>(loop_);
  next.only_loopback_hosts = is_loopback_host(net::endpoint_text(tcp.listen->address, tcp.listen->port));
  next.tls = security->tls;
  if (!security->users.empty()) next.gate = gate_;
  if (tcp.listen == listen_) {
    tcp_->use(std::move(next));
  } else if (auto moved = move_to(tcp.listen, std::move(next)); !moved) {
    return moved;
  }
  log::tell(log::Event::kListening, (security->tls ? "https://" : "http://") +
                                        net::endpoint_text(tcp.listen->address, tcp.listen->port) +
                                        (security->users.empty() ? "" : ", for the users of api.users_file"));
  gate_->admit(std::move(security->users));
  security_ = security->digest;
  return {};
}

std::shared_ptr<Listener> Server::open(const model::Api::Listen& address, int fd, Site site) {
  const int family = address.address.family() == net::Family::kIpv4 ? AF_INET : AF_INET6;
  auto listener = std::make_shared<Listener>(loop_, core::UniqueFd(fd), family, std::move(site), tcp_limits());
  listener->start();
  return listener;
}

/// The new address first, so that a failure leaves the old one. Of the same port the old one may be in the way:
/// then it gives way, and comes back if that was not the reason.
core::Result<void> Server::move_to(const std::optional<model::Api::Listen>& address, Site site) {
  std::shared_ptr<Listener> next;
  if (address) {
    auto fd = listen_tcp(*address);
    if (!fd && tcp_ && listen_->port == address->port) {
      tcp_->pause();
      fd = listen_tcp(*address);
      if (!fd) {
        if (auto old = listen_tcp(*listen_)) tcp_->resume(*std::move(old));
      }
    }
    if (!fd) return fd.error();
    next = open(*address, fd->release(), std::move(site));
  }
  if (tcp_) tcp_->close();
  tcp_ = std::move(next);
  listen_ = address;
  return {};
}

Server::~Server() {
  if (tcp_) tcp_->close();
  unix_->close();
  std::error_code ignored;  // gone already, or in a folder that is: nothing to do about it
  if (std::filesystem::is_socket(std::filesystem::symlink_status(socket_, ignored)))
    std::filesystem::remove(socket_, ignored);
}

}  // namespace shunt::web
