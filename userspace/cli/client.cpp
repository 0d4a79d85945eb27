// SPDX-License-Identifier: Apache-2.0
#include "cli/client.h"

#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cerrno>
#include <chrono>

#include "core/unique_fd.h"

namespace shunt::cli {
namespace {

namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;
using Parser = http::response_parser<http::string_body>;

constexpr std::chrono::seconds kDeadline{60};  // a reload of 10,000 services takes one

std::string group_of(const std::filesystem::path& socket) {
  struct stat info {};
  if (::stat(socket.c_str(), &info) != 0) return "root";
  const group* const entry = ::getgrgid(info.st_gid);
  return entry == nullptr ? std::to_string(info.st_gid) : entry->gr_name;
}

core::Error unreachable(const std::filesystem::path& socket, const std::filesystem::path& pin_dir, int error) {
  const auto cannot =
      core::Error::from_errno("cannot reach the controller at " + socket.string(), error).message();
  if (error == EACCES || error == EPERM)
    return core::Error(fmt::format("{}; become root or a member of group {}", cannot, group_of(socket)));
  std::error_code ignored;
  const bool pinned = std::filesystem::exists(pin_dir / "prog", ignored);
  return core::Error(
      fmt::format("{}; start it with `shunt run --config FILE`{}", cannot,
                  pinned ? "; traffic keeps flowing by what is pinned in " + pin_dir.string() : ""));
}

core::Result<core::UniqueFd> connect(const std::filesystem::path& socket, const std::filesystem::path& pin_dir) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& path = socket.native();
  if (path.empty() || path.size() >= sizeof address.sun_path) return unreachable(socket, pin_dir, ENAMETOOLONG);
  path.copy(address.sun_path, path.size());
  core::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid() || ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return unreachable(socket, pin_dir, errno);
  return fd;
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// Bytes into `chunk` before `deadline`; 0 at the end of the stream; else -1 with errno.
ssize_t receive(int fd, std::array<char, 65536>& chunk, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&entry, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) errno = ETIMEDOUT;
    return ready <= 0 ? -1 : ::recv(fd, chunk.data(), chunk.size(), 0);
  }
}

core::Result<Answer> read_answer(int fd, const std::string& who) {
  const auto deadline = Clock::now() + kDeadline;
  Parser parser;
  parser.eager(true);
  parser.body_limit(boost::none);  // it is our own controller
  std::array<char, 65536> chunk{};
  std::string pending;
  boost::system::error_code error;
  while (!parser.is_done()) {
    const ssize_t got = receive(fd, chunk, deadline);
    if (got < 0) return core::Error::from_errno("no answer from " + who, errno);
    if (got == 0) {
      if (parser.got_some()) parser.put_eof(error);
      if (!parser.is_done()) return core::Error(who + " ended without an answer; see its log");
    }
    pending.append(chunk.data(), static_cast<std::size_t>(got));
    pending.erase(0, parser.put(boost::asio::buffer(pending), error));
    if (error && error != http::error::need_more)
      return core::Error(who + " does not speak HTTP (" + error.message() + "); is it another program's socket?");
  }
  return Answer{parser.get().result_int(), std::move(parser.get().body())};
}

}  // namespace

core::Result<Answer> ask(const std::filesystem::path& socket, const std::filesystem::path& pin_dir,
                         const Question& question) {
  const auto fd = connect(socket, pin_dir);
  if (!fd) return fd.error();
  const std::string request =
      fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}",
                  question.method, question.target, question.body.size(), question.body);
  const std::string who = "the controller at " + socket.string();
  const int error = send_all(fd->get(), request) ? 0 : errno;
  auto answer = read_answer(fd->get(), who);  // also of a request that it would not hear to the end
  if (error != 0 && !answer) return core::Error::from_errno("cannot ask " + who, error);
  return answer;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

}  // namespace shunt::cli
