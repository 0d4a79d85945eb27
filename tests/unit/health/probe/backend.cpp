// SPDX-License-Identifier: Apache-2.0
#include "unit/health/probe/backend.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/endpoint.h"

namespace shunt::test {
namespace {

constexpr int kPollMs = 20;  // how soon a server sees that the test is over

bool readable(int fd, const std::atomic<bool>& stopping) {
  while (!stopping) {
    pollfd events{.fd = fd, .events = POLLIN, .revents = 0};
    if (::poll(&events, 1, kPollMs) > 0) return true;
  }
  return false;
}

core::UniqueFd bound(const std::string& address, int type, std::uint16_t& port) {
  const net::Endpoint endpoint(net::IpAddress::parse(address).value(), 0);
  core::UniqueFd fd(::socket(endpoint.storage.ss_family, type | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::bind(fd.get(), endpoint.data(), endpoint.size), 0);
  sockaddr_in6 name{};
  socklen_t size = sizeof name;
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&name), &size);
  port = ntohs(name.sin6_port);  // at the same place in sockaddr_in
  return fd;
}

}  // namespace

std::string Peer::read_until(std::string_view end) {
  std::string all;
  char bytes[4096];
  while ((end.empty() || all.find(end) == std::string::npos) && readable(fd_, stopping_)) {
    const auto got = ::recv(fd_, bytes, sizeof bytes, 0);
    if (got <= 0) break;
    all.append(bytes, static_cast<std::size_t>(got));
  }
  return all;
}

bool Peer::write(std::string_view bytes) {
  while (!bytes.empty() && !stopping_) {
    pollfd events{.fd = fd_, .events = POLLOUT, .revents = 0};
    if (::poll(&events, 1, kPollMs) == 0) continue;
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return bytes.empty();
}

void Peer::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void Peer::wait_for_end() { read_until({}); }

Backend::Backend(std::function<void(Peer&)> serve, const std::string& address)
    : serve_(std::move(serve)), listener_(bound(address, SOCK_STREAM, port_)) {
  EXPECT_EQ(::listen(listener_.get(), 64), 0);
  acceptor_ = std::jthread([this] { accept(); });
}

Backend::~Backend() {
  stopping_ = true;
  acceptor_.join();
}

void Backend::accept() {
  while (readable(listener_.get(), stopping_)) {
    const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    connections_.emplace_back([this, fd] {
      const core::UniqueFd owner(fd);
      Peer peer(fd, stopping_);
      serve_(peer);
    });
  }
}

UdpBackend::UdpBackend(std::function<std::vector<std::string>(std::string)> answer, const std::string& address)
    : answer_(std::move(answer)), socket_(bound(address, SOCK_DGRAM, port_)) {
  thread_ = std::jthread([this] { serve(); });
}

UdpBackend::~UdpBackend() {
  stopping_ = true;
  thread_.join();
}

void UdpBackend::serve() {
  char bytes[65536];
  while (readable(socket_.get(), stopping_)) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const auto got = ::recvfrom(socket_.get(), bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (got < 0) continue;
    for (const std::string& answer : answer_(std::string(bytes, static_cast<std::size_t>(got))))
      ::sendto(socket_.get(), answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
  }
}

std::uint16_t closed_port(int type) {
  std::uint16_t port = 0;
  const core::UniqueFd fd = bound("127.0.0.1", type, port);
  return port;
}

}  // namespace shunt::test
