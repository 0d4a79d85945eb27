// SPDX-License-Identifier: Apache-2.0
// `shunt capture`: takes packets from the controller, and writes them to a file until it is time.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <thread>

#include "cli/client.h"
#include "cli/commands.h"
#include "cli/quantity.h"
#include "core/unique_fd.h"
#include "web/capture_json.h"
#include "web/json.h"

namespace shunt::cli {
namespace {

using namespace std::chrono_literals;
using control::CaptureReport;

constexpr unsigned kHttpOk = 200;
constexpr auto kPause = 100ms;

volatile std::sig_atomic_t stopped = 0;

void stop_at_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { stopped = 1; };
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // whoever reads us may end first: write(2) says so
}

/// Where the packets go.
class Output {
 public:
  /// Nobody but its owner may read a new file. What is in one that was there stays until clear().
  static core::Result<Output> open(const std::filesystem::path& path) {
    if (path == "-") return Output(core::UniqueFd(::dup(STDOUT_FILENO)), "standard output", Kind::kStandard);
    constexpr int kFlags = O_WRONLY | O_CREAT | O_CLOEXEC;
    core::UniqueFd fd(::open(path.c_str(), kFlags | O_EXCL, S_IRUSR | S_IWUSR));
    const bool is_new = fd.valid();
    if (!is_new && errno == EEXIST) fd = core::UniqueFd(::open(path.c_str(), kFlags, S_IRUSR | S_IWUSR));
    if (!fd.valid()) return core::Error::from_errno("cannot write " + path.string(), errno);
    return Output(std::move(fd), path.string(), is_new ? Kind::kNew : Kind::kOld);
  }

  /// There will be packets: what was in the file goes. Pipes and devices have nothing to clear.
  core::Result<void> clear() {
    struct stat info {};
    const bool is_file = kind_ != Kind::kStandard && ::fstat(fd_.get(), &info) == 0 && S_ISREG(info.st_mode);
    if (is_file && ::ftruncate(fd_.get(), 0) != 0) return core::Error::from_errno("cannot write " + name_, errno);
    return {};
  }

  /// There will be none: a file that was not there is not there again.
  void discard() {
    if (kind_ == Kind::kNew) ::unlink(name_.c_str());
  }

  /// False: nobody reads any more.
  core::Result<bool> write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto done = ::write(fd_.get(), bytes.data(), bytes.size());
      if (done < 0 && errno == EINTR) continue;
      if (done < 0 && errno == EPIPE) return false;
      if (done < 0) return core::Error::from_errno("cannot write " + name_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return true;
  }

 private:
  enum class Kind { kStandard, kNew, kOld };

  Output(core::UniqueFd fd, std::string name, Kind kind)
      : fd_(std::move(fd)), name_(std::move(name)), kind_(kind) {}

  core::UniqueFd fd_;
  std::string name_;
  Kind kind_;
};

/// The controller's end of it.
class Session {
 public:
  Session(const Globals& globals, std::uint64_t id) : globals_(globals), id_(id) {}

  static core::Result<CaptureReport> begin(const Globals& globals, const control::CaptureRequest& request) {
    return report_of(
        request_to(globals, {.method = "POST", .target = "/v1/captures", .body = web::to_json(request)}));
  }
  core::Result<CaptureReport> look() {
    return report_of(request_to(globals_, {.method = "GET", .target = target()}));
  }
  core::Result<CaptureReport> end() {
    return report_of(request_to(globals_, {.method = "DELETE", .target = target()}));
  }
  core::Result<std::string> packets() {
    return request_to(globals_, {.method = "GET", .target = target() + "/packets"});
  }

 private:
  [[nodiscard]] std::string target() const { return fmt::format("/v1/captures/{}", id_); }

  static core::Result<std::string> request_to(const Globals& globals, const Question& question) {
    auto answer = ask(globals.socket, globals.pin_dir, question);
    if (!answer) return answer.error();
    if (answer->status != kHttpOk) return core::Error(web::refusal_from_json(answer->body).error);
    return std::move(answer->body);
  }
  static core::Result<CaptureReport> report_of(const core::Result<std::string>& body) {
    if (!body) return body.error();
    return web::from_json<CaptureReport>(*body);
  }

  const Globals& globals_;
  std::uint64_t id_;
};

core::Result<void> follow(Session& session, Output& output, std::optional<std::chrono::seconds> time) {
  const auto begun = std::chrono::steady_clock::now();
  for (bool running = true; running;) {
    std::this_thread::sleep_for(kPause);
    if (stopped != 0 || (time && std::chrono::steady_clock::now() - begun >= *time)) running = false;
    const auto report = session.look();
    if (!report) return report.error();
    if (!report->running) running = false;
    const auto packets = session.packets();
    if (!packets) return packets.error();
    const auto written = output.write(*packets);
    if (!written) return written.error();
    if (!*written) running = false;
  }
  return {};
}

std::string summary(const CaptureReport& report) {
  auto text = count(report.captured, "packet") + " captured";
  if (report.sampled_out != 0) text += fmt::format(", {} left out by --sample", report.sampled_out);
  if (report.limited != 0) text += fmt::format(", {} beyond --rate", report.limited);
  if (report.lost != 0) text += fmt::format(", {} lost as they were not taken fast enough", report.lost);
  return text + "\n";
}

}  // namespace

Outcome execute(const CaptureCommand& command, const Globals& globals) {
  auto output = Output::open(command.file);
  if (!output) return failure(output.error());
  auto request = command.request;
  if (command.full) request.bytes = control::CaptureRequest::kMostBytes;
  stop_at_signals();
  const auto begun = Session::begin(globals, request);
  if (!begun) {
    output->discard();
    return failure(begun.error());
  }
  Session session(globals, begun->id);
  auto followed = output->clear();
  if (followed) followed = follow(session, *output, command.time);
  const auto ended = session.end();
  if (!followed) return failure(followed.error());
  if (!ended) return failure(ended.error());
  const auto rest = session.packets();
  if (!rest) return failure(rest.error());
  if (const auto written = output->write(*rest); !written) return failure(written.error());
  Outcome outcome{.err = summary(*ended)};
  for (const auto& warning : ended->warnings) outcome.err += "shunt: warning: " + warning + "\n";
  return outcome;
}

}  // namespace shunt::cli
