// SPDX-License-Identifier: Apache-2.0
#include "web/listener.h"

#include <netinet/in.h>

#include <array>
#include <bit>
#include <chrono>
#include <cstring>

#include "web/connection.h"

namespace shunt::web {
namespace {

using metrics::ApiClosing;

/// Of a TCP socket; nothing: of another, or the client is gone.
std::optional<net::IpAddress> client_of(const boost::asio::generic::stream_protocol::socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return std::nullopt;
  if (endpoint.data()->sa_family == AF_INET) {
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, endpoint.data(), sizeof ipv4);
    return net::IpAddress::from_ipv4(std::bit_cast<std::array<std::uint8_t, 4>>(ipv4.sin_addr.s_addr));
  }
  if (endpoint.data()->sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 ipv6{};
  std::memcpy(&ipv6, endpoint.data(), sizeof ipv6);
  return net::IpAddress(std::to_array(ipv6.sin6_addr.s6_addr));
}

bool is_loopback(const net::IpAddress& address) {
  static const auto ipv4 = net::IpPrefix::parse("127.0.0.0/8").value();
  return ipv4.contains(address) || address == net::IpAddress::parse("::1").value();
}

/// Without descriptors or memory accept fails at once, again and again; this keeps the loop for others.
constexpr std::chrono::milliseconds kRetryDelay{100};

}  // namespace

Listener::Listener(boost::asio::io_context& loop, core::UniqueFd socket, int family, Site site, Limits limits)
    : protocol_(family, 0),
      acceptor_(loop, protocol_, socket.release()),
      retry_(loop),
      site_(std::make_shared<const Site>(std::move(site))),
      limits_(limits) {}

void Listener::close() {
  closed_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
  close_all();
}

void Listener::accept() {
  if (closed_ || accepting_) return;
  accepting_ = true;
  acceptor_.async_accept([self = shared_from_this()](boost::system::error_code error, Protocol::socket socket) {
    self->accepting_ = false;
    if (!self->closed_) self->on_accept(error, std::move(socket));
  });
}

void Listener::on_accept(boost::system::error_code error, Protocol::socket socket) {
  if (error) {
    accepting_ = true;
    retry_.expires_after(kRetryDelay);
    retry_.async_wait([self = shared_from_this()](boost::system::error_code) {
      self->accepting_ = false;
      self->accept();
    });
    return;
  }
  const auto client = client_of(socket);
  if (make_room_for(client)) {
    // The connection may outlive this listener by a pending handler: it tells us only if we are still there.
    const auto connection = std::make_shared<Connection>(std::move(socket), client, site_,
                                                         [listener = weak_from_this()](Connection* closed) {
                                                           const auto self = listener.lock();
                                                           if (self && self->connections_.erase(closed) > 0)
                                                             --self->site_->counts.connections;
                                                         });
    connections_.insert(connection.get());
    ++site_->counts.connections;
    connection->start();
  }
  accept();
}

/// False: there is none.
bool Listener::make_room_for(const std::optional<net::IpAddress>& client) {
  std::size_t of_client = 0;
  Connection* longest = nullptr;
  for (Connection* connection : connections_) {
    if (client && connection->client() == client) ++of_client;
    const auto since = connection->waiting_since();
    if (since && (longest == nullptr || *since < *longest->waiting_since())) longest = connection;
  }
  if (client && !is_loopback(*client) && of_client >= limits_.of_address) {
    site_->counts.add(ApiClosing::kAddress);
    return false;
  }
  if (connections_.size() < limits_.connections) return true;
  site_->counts.add(longest != nullptr ? ApiClosing::kEvicted : ApiClosing::kFull);
  if (longest == nullptr) return false;
  longest->close();
  connections_.erase(longest);  // its destructor finds nothing more to do here
  --site_->counts.connections;
  return true;
}

void Listener::pause() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
}

void Listener::resume(core::UniqueFd socket) {
  boost::system::error_code ignored;
  acceptor_.assign(protocol_, socket.release(), ignored);
  accept();
}

void Listener::use(Site site) {
  close_all();
  site_ = std::make_shared<const Site>(std::move(site));
}

void Listener::close_all() {
  if (site_->turns) site_->turns->clear();  // they hold connections, which hold them
  for (Connection* connection : connections_) connection->close();
  site_->counts.connections -= connections_.size();
  connections_.clear();
}

}  // namespace shunt::web
