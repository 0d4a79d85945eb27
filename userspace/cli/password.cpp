// SPDX-License-Identifier: Apache-2.0
// `shunt password`: a line for api.users_file; no controller is involved.
#include <crypt.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/password_line.h"
#include "config/findings.h"
#include "config/users.h"
#include "core/unique_fd.h"
#include "web/authorization.h"
#include "web/digest.h"

namespace shunt::cli {
namespace {

constexpr std::size_t kTokenBytes = 32;

/// No echo on a terminal while it lives.
class Silence {
 public:
  Silence() : is_terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!is_terminal_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

  [[nodiscard]] bool is_terminal() const { return is_terminal_; }

 private:
  termios before_{};
  bool is_terminal_;
};

core::Result<std::string> ask_for(const char* prompt) {
  std::cerr << prompt << std::flush;
  auto line = read_password_line(std::cin);
  std::cerr << '\n';
  return line;
}

/// From a terminal twice and unseen, else the first line.
core::Result<std::string> read_password() {
  const Silence silence;
  if (!silence.is_terminal()) return read_password_line(std::cin);
  auto password = ask_for("Password: ");
  if (!password) return password;
  const auto again = ask_for("Again: ");
  if (!again || *again != *password) return core::Error("the two passwords are not the same");
  return password;
}

core::Result<std::string> hash_of(const std::string& password) {
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
  const auto scratch = std::make_unique<crypt_data>();
  if (::crypt_gensalt_rn("$y$", 0, nullptr, 0, setting.data(), static_cast<int>(setting.size())) == nullptr)
    return core::Error::from_errno("cannot make a salt", errno);
  const char* const hash = ::crypt_r(password.c_str(), setting.data(), scratch.get());
  if (hash == nullptr || hash[0] == '*') return core::Error::from_errno("cannot hash the password", errno);
  return std::string(hash);
}

/// A file that only its owner may read, and that was not there.
core::Result<void> write_new(const std::filesystem::path& path, std::string_view text) {
  const core::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.valid()) return core::Error::from_errno("cannot make " + path.string(), errno);
  const ssize_t written = ::write(fd.get(), text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size()) || ::fsync(fd.get()) != 0)
    return core::Error::from_errno("cannot write " + path.string(), errno);
  return {};
}

core::Result<std::string> make_hash(const PasswordCommand& command) {
  if (!command.token_file) {
    const auto password = read_password();
    return password ? hash_of(*password) : password.error();
  }
  // The digest of random bytes: as long as they are, and letters and digits only.
  const std::string token = web::sha256_hex(web::random_bytes(kTokenBytes));
  if (const auto written = write_new(*command.token_file, token); !written) return written.error();
  return std::string(config::kTokenPrefix) + web::sha256_hex(token);
}

}  // namespace

Outcome execute(const PasswordCommand& command, const Globals& /*globals*/) {
  if (!config::is_user_name(command.name))
    return failure(core::Error("expected a name of 1 to 64 letters, digits, '.', '_', '@' and '-', found " +
                               config::in_quotes(command.name)));
  const auto hash = make_hash(command);
  if (!hash) return failure(hash.error());
  return {.out = command.name + ":" + *hash + "\n"};
}

}  // namespace shunt::cli
