// SPDX-License-Identifier: Apache-2.0
#include "support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace shunt::test {
namespace {

constexpr int kDeadlineMs = 5000;

core::UniqueFd connected(int family, const sockaddr* address, socklen_t length) {
  core::UniqueFd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(fd.get(), address, length) != 0)
    throw std::system_error(errno, std::generic_category(), "connect");
  return fd;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool wait_for(int fd, short events) {
  pollfd entry{.fd = fd, .events = events, .revents = 0};
  return ::poll(&entry, 1, kDeadlineMs) > 0;
}

}  // namespace

RawClient::RawClient(core::UniqueFd fd) : fd_(std::move(fd)) {}

RawClient RawClient::to_unix(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.native().copy(address.sun_path, sizeof address.sun_path - 1);
  return RawClient(connected(AF_UNIX, reinterpret_cast<sockaddr*>(&address), sizeof address));
}

RawClient RawClient::to_loopback(std::uint16_t port) {
  const sockaddr_in address = loopback(port);
  return RawClient(connected(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!wait_for(fd_.get(), POLLOUT)) return false;
    const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::receive() {
  std::array<char, 65536> chunk{};
  if (!wait_for(fd_.get(), POLLIN)) {
    buffer_ += "(still open)";
    return false;
  }
  const ssize_t got = ::recv(fd_.get(), chunk.data(), chunk.size(), 0);
  if (got > 0) buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  return got > 0;
}

std::string RawClient::read_response() {
  std::size_t length = std::string::npos;
  for (;;) {
    const auto header_end = buffer_.find("\r\n\r\n");
    if (header_end != std::string::npos && length == std::string::npos) {
      const auto field = buffer_.find("Content-Length: ");
      length = header_end + 4 + (field < header_end ? std::stoul(buffer_.substr(field + 16)) : 0);
    }
    if (buffer_.size() >= length || !receive()) break;
  }
  const std::string response = buffer_.substr(0, length);
  buffer_.erase(0, response.size());
  return response;
}

std::string RawClient::read_until(std::string_view end) {
  auto found = buffer_.find(end);
  while (found == std::string::npos && receive()) found = buffer_.find(end);
  const std::string text = buffer_.substr(0, found == std::string::npos ? found : found + end.size());
  buffer_.erase(0, text.size());
  return text;
}

std::string RawClient::read_to_end() {
  while (receive()) continue;
  return std::move(buffer_);
}

bool RawClient::closes() { return closes_within(std::chrono::milliseconds(kDeadlineMs)); }

bool RawClient::closes_within(std::chrono::milliseconds deadline) {
  pollfd entry{.fd = fd_.get(), .events = POLLRDHUP, .revents = 0};
  return ::poll(&entry, 1, static_cast<int>(deadline.count())) > 0;
}

std::uint16_t free_tcp_port() {
  const core::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), length);
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin_port);
}

}  // namespace shunt::test
