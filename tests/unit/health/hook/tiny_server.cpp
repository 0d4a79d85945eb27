// SPDX-License-Identifier: Apache-2.0
#include "unit/health/hook/tiny_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace shunt::test {
namespace {

[[noreturn]] void give_up(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// A request up to the end of its body, or what came of it.
std::string read_request(int connection) {
  std::string request;
  std::array<char, 4096> buffer{};
  while (true) {
    const auto end = request.find("\r\n\r\n");
    const auto field = request.find("Content-Length: ");
    if (end != std::string::npos && field < end &&
        request.size() >= end + 4 + std::stoul(request.substr(field + 16)))
      return request;
    const auto count = recv(connection, buffer.data(), buffer.size(), 0);
    if (count <= 0) return request;
    request.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

void send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;  // the other end has enough
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

Listening listen_on_loopback() {
  core::UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof(address);
  auto* const pointer = reinterpret_cast<sockaddr*>(&address);
  if (!fd.valid() || bind(fd.get(), pointer, length) != 0 || listen(fd.get(), 16) != 0 ||
      getsockname(fd.get(), pointer, &length) != 0)
    give_up("listen on loopback");
  return {.fd = std::move(fd), .port = ntohs(address.sin_port)};
}

core::UniqueFd accept_from(const Listening& listening) {
  return core::UniqueFd(accept(listening.fd.get(), nullptr, nullptr));
}

TinyServer::TinyServer(std::string answer)
    : answer_(std::move(answer)), listening_(listen_on_loopback()), thread_([this] { run(); }) {}

TinyServer::~TinyServer() {
  shutdown(listening_.fd.get(), SHUT_RDWR);  // ends accept()
  thread_.join();
}

std::string TinyServer::url() const { return "http://127.0.0.1:" + std::to_string(listening_.port) + "/hook"; }

std::vector<std::string> TinyServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void TinyServer::run() {
  while (true) {
    const core::UniqueFd connection = accept_from(listening_);
    if (!connection.valid()) return;
    auto request = read_request(connection.get());
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(std::move(request));
    }
    send_all(connection.get(), answer_);
    shutdown(connection.get(), SHUT_WR);
  }
}

}  // namespace shunt::test
