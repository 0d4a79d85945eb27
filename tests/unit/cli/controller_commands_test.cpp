// SPDX-License-Identifier: Apache-2.0
// The commands that ask a controller, over a real socket to the real server in front of a fake controller.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <thread>

#include "cli/client.h"
#include "cli/commands.h"
#include "core/unique_fd.h"
#include "support/fake_api.h"
#include "support/temporary_folder.h"
#include "web/json.h"
#include "web/server.h"

namespace shunt::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class ControllerCommands : public testing::Test {
 protected:
  void start() {
    server_ = web::Server::start(loop_, api_, globals_.socket).value();
    thread_ = std::jthread([this] { loop_.run(); });
  }

  void TearDown() override {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }

  test::TemporaryFolder folder_;
  Globals globals_{.socket = folder_.path() / "shunt.sock", .pin_dir = folder_.path() / "pins"};
  test::FakeApi api_;
  boost::asio::io_context loop_;
  std::unique_ptr<web::Server> server_;
  std::jthread thread_;
};

TEST_F(ControllerCommands, ShowStatusForPeople) {
  start();
  const Outcome outcome = execute(StatusCommand{}, globals_, {});
  EXPECT_EQ(outcome.exit_status, kDone) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("198.51.100.12"));
}

TEST_F(ControllerCommands, PrintTheJsonOfTheServerAsItCame) {
  start();
  globals_.json = true;
  EXPECT_EQ(execute(StatusCommand{}, globals_, {}).out, web::to_json(test::example_status()) + "\n");
  EXPECT_EQ(execute(StatsCommand{.per_cpu = true}, globals_, {}).out,
            web::to_json(test::example_stats(true)) + "\n");
  EXPECT_EQ(execute(StatsCommand{}, globals_, {}).out, web::to_json(test::example_stats(false)) + "\n");
}

TEST_F(ControllerCommands, ShowAStatusOfManyMegabytes) {
  api_.shown.services.resize(2000, api_.shown.services[0]);
  start();
  EXPECT_GT(execute(StatusCommand{}, globals_, {}).out.size(), 400'000U);
}

TEST_F(ControllerCommands, ReloadWithWarningsOnStandardError) {
  start();
  const Outcome outcome = execute(ReloadCommand{}, globals_);
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, StartsWith("applied in 12.3 ms"));
  EXPECT_EQ(outcome.err, "shunt: warning: shunt.yaml:7:5: the backend 198.51.100.12 has weight 0\n");
}

TEST_F(ControllerCommands, SayEveryReasonWhyAReloadWasRefused) {
  api_.next_reload.errors = {"shunt.yaml:3:5: unknown key", "shunt.yaml:9:1: duplicate service"};
  start();
  const Outcome outcome = execute(ReloadCommand{}, globals_);
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(
      outcome.err,
      StartsWith("shunt.yaml:3:5: unknown key\nshunt.yaml:9:1: duplicate service\nshunt: nothing applied"));
}

TEST_F(ControllerCommands, PrintTheJsonOfARefusalToo) {
  api_.next_reload.errors = {"shunt.yaml:3:5: unknown key"};
  start();
  globals_.json = true;
  const Outcome outcome = execute(ReloadCommand{}, globals_);
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_EQ(web::refusal_from_json(outcome.out).errors, api_.next_reload.errors);
  EXPECT_THAT(outcome.err, StartsWith("shunt.yaml:3:5: unknown key\n"));
}

TEST_F(ControllerCommands, ForceAReload) {
  start();
  execute(ReloadCommand{.force = true}, globals_);
  EXPECT_TRUE(api_.forced);
  execute(ReloadCommand{}, globals_);
  EXPECT_FALSE(api_.forced);
}

TEST_F(ControllerCommands, PlanWithTheControllersFileOrAnother) {
  start();
  const Outcome own = execute(PlanCommand{}, globals_, {});
  EXPECT_EQ(own.exit_status, kDone) << own.err;
  EXPECT_THAT(own.out, HasSubstr("slots moved   180 of 802"));
  EXPECT_EQ(own.err, "shunt: warning: shunt.yaml:7:5: the backend 198.51.100.12 has weight 0\n");
  const std::string text(1 << 20, '#');
  const auto file = folder_.file("new one.yaml", text);
  execute(PlanCommand{file}, globals_, {});
  execute(PlanCommand{folder_.file("empty.yaml", "")}, globals_, {});
  ASSERT_EQ(api_.planned.size(), 3U);
  EXPECT_FALSE(api_.planned[0]);
  EXPECT_EQ(api_.planned[1]->name, file.string());
  EXPECT_EQ(api_.planned[1]->text, text);
  EXPECT_EQ(api_.planned[2]->text, "");
}

TEST_F(ControllerCommands, PlanWithStandardInput) {
  start();
  const auto file = folder_.file("input", "services: []\n");
  const core::UniqueFd before(::dup(STDIN_FILENO));
  const core::UniqueFd input(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  ::dup2(input.get(), STDIN_FILENO);
  const Outcome outcome = execute(PlanCommand{"-"}, globals_, {});
  ::dup2(before.get(), STDIN_FILENO);
  EXPECT_EQ(outcome.exit_status, kDone) << outcome.err;
  EXPECT_EQ(api_.planned.at(0)->name, "<stdin>");
  EXPECT_EQ(api_.planned.at(0)->text, "services: []\n");
}

TEST_F(ControllerCommands, SayEveryErrorOfAPlan) {
  api_.next_plan.errors = {"new.yaml:3:5: unknown key", "new.yaml:9:1: duplicate service"};
  start();
  const Outcome outcome = execute(PlanCommand{folder_.file("new.yaml", "x")}, globals_, {});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "new.yaml:3:5: unknown key\nnew.yaml:9:1: duplicate service\nshunt: a reload would apply nothing\n");
}

TEST_F(ControllerCommands, NameTheFileThatCannotBePlannedWith) {
  start();
  const Outcome missing = execute(PlanCommand{folder_.path() / "none.yaml"}, globals_, {});
  EXPECT_EQ(missing.exit_status, kFailed);
  EXPECT_EQ(missing.err,
            "shunt: " + (folder_.path() / "none.yaml").string() + ": cannot open: No such file or directory\n");
  const auto large = folder_.file("large.yaml", "");
  std::filesystem::resize_file(large, (16U << 20) + 1);
  EXPECT_THAT(execute(PlanCommand{large}, globals_, {}).err, HasSubstr("is larger than 16 MiB"));
  EXPECT_TRUE(api_.planned.empty());
}

TEST_F(ControllerCommands, ChangeABackendAndShowIt) {
  api_.shown = test::example_status_under_change();
  start();
  BackendCommand command{"web", test::address("198.51.100.11"), {}};
  command.change.state = model::AdminState::kDraining;
  command.change.drain_for = std::chrono::minutes(10);
  command.change.force = true;
  const Outcome outcome = execute(command, globals_);
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, "web 198.51.100.11: draining, 9m 30s left, weight 1, 12 flows; 131 slots moved\n");
  EXPECT_EQ(outcome.err, "shunt: warning: its next hop is unknown\n");
  ASSERT_EQ(api_.changes.size(), 1U);
  EXPECT_EQ(api_.changes[0].backend, command.backend);
  EXPECT_EQ(web::to_json(api_.changes[0].change), web::to_json(command.change));
  globals_.json = true;
  EXPECT_EQ(web::from_json<control::BackendReport>(execute(command, globals_).out).value().backend.flows, 12U);
}

TEST_F(ControllerCommands, SayWhyABackendWasNotChanged) {
  start();
  BackendCommand command{"wbe", test::address("198.51.100.11"), {}};
  command.change.state = model::AdminState::kDisabled;
  const Outcome unknown = execute(command, globals_);
  EXPECT_EQ(unknown.exit_status, kFailed);
  EXPECT_EQ(unknown.err, "shunt: there is no service wbe; there is web\n");
  command.service = "web";
  const Outcome last = execute(command, globals_);
  EXPECT_EQ(last.exit_status, kFailed);
  EXPECT_EQ(last.err, "shunt: it is the last backend of web; --force does it nevertheless\n");
  command.service = "../status";
  EXPECT_EQ(execute(command, globals_).err, "shunt: there is no service ../status; there is web\n");
}

TEST_F(ControllerCommands, AttachAndDetach) {
  start();
  const Outcome attached = execute(AttachCommand{"eth0", model::AttachMode::kNative}, globals_);
  EXPECT_EQ(attached.out, "eth0: attached in native mode, beside other programs\n");
  EXPECT_THAT(attached.err, StartsWith("shunt: warning: eth0 has no native XDP"));
  EXPECT_EQ(execute(DetachCommand{"eth0"}, globals_).out, "eth0: detached\n");
  EXPECT_EQ(api_.attached.at(0).second, model::AttachMode::kNative);
}

TEST_F(ControllerCommands, PassOnWhyTheControllerRefuses) {
  start();
  const Outcome outcome = execute(AttachCommand{"eth1"}, globals_);
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_EQ(outcome.err, "shunt: another XDP program (id 9, firewall) is on eth1\n");
  EXPECT_EQ(execute(DetachCommand{"eth1"}, globals_).err, "shunt: not attached to eth1\n");
  EXPECT_EQ(execute(DetachCommand{"../status"}, globals_).err,
            "shunt: expected an interface name of 1 to 15 printable ASCII characters without slash or colon\n");
}

TEST_F(ControllerCommands, SayHowToStartAControllerIfThereIsNone) {
  const Outcome outcome = execute(StatusCommand{}, globals_, {});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_EQ(outcome.err, "shunt: cannot reach the controller at " + globals_.socket.string() +
                             ": No such file or directory; start it with `shunt run --config FILE`\n");
}

TEST_F(ControllerCommands, SayThatTrafficFlowsWithoutAController) {
  std::filesystem::create_directory(globals_.pin_dir);
  folder_.file("pins/prog", "");
  EXPECT_THAT(execute(StatusCommand{}, globals_, {}).err,
              HasSubstr("; traffic keeps flowing by what is pinned in " + globals_.pin_dir.string() + "\n"));
}

TEST_F(ControllerCommands, SayWhoMayReachTheSocket) {
  if (::geteuid() != 0) GTEST_SKIP() << "SKIPPED: needs root to give up its privileges";
  start();
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  constexpr uid_t kNobody = 65534;
  ASSERT_EQ(::setgroups(0, nullptr) + ::setegid(kNobody) + ::seteuid(kNobody), 0);
  const Outcome outcome = execute(StatusCommand{}, globals_, {});
  const Outcome doctor = execute(DoctorCommand{}, globals_, {});
  const Outcome backend = execute(DoctorCommand{.service = "web", .backend = {}}, globals_, {});
  ASSERT_EQ(::seteuid(0) + ::setegid(0), 0);
  constexpr auto kWords = "Permission denied; become root or a member of group root\n";
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr(kWords));
  EXPECT_THAT(doctor.out, HasSubstr(kWords));
  EXPECT_THAT(doctor.out, Not(HasSubstr("no controller answers")));
  EXPECT_THAT(backend.err, HasSubstr(kWords));
}

TEST_F(ControllerCommands, SayThatASocketPathIsTooLong) {
  globals_.socket = folder_.path() / std::string(200, 'a');
  EXPECT_THAT(execute(ReloadCommand{}, globals_).err, HasSubstr("File name too long"));
}

/// Answers the first client with these bytes and closes.
class Impostor {
 public:
  Impostor(const std::filesystem::path& path, std::string answer) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.native().copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(fd_.get(), 1), 0);
    thread_ = std::jthread([this, answer = std::move(answer)] {
      const core::UniqueFd client(::accept(fd_.get(), nullptr, nullptr));
      std::array<char, 4096> request{};
      EXPECT_GT(::recv(client.get(), request.data(), request.size(), 0), 0);
      ::send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    });
  }

 private:
  core::UniqueFd fd_;
  std::jthread thread_;
};

std::string error_from(const Globals& globals, const std::string& answer) {
  std::filesystem::remove(globals.socket);
  const Impostor impostor(globals.socket, answer);
  const Outcome outcome = execute(StatusCommand{}, globals, {});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  return outcome.err;
}

TEST_F(ControllerCommands, SurviveAnswersThatAreNone) {
  EXPECT_THAT(error_from(globals_, ""), HasSubstr("ended without an answer"));
  EXPECT_THAT(error_from(globals_, "SSH-2.0-OpenSSH\r\n"), HasSubstr("does not speak HTTP"));
  EXPECT_THAT(error_from(globals_, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
              HasSubstr("ended without an answer"));
  EXPECT_THAT(error_from(globals_, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"), HasSubstr("no JSON object"));
  EXPECT_THAT(error_from(globals_, "HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\n\r\nnobody"),
              HasSubstr("nobody"));
}

}  // namespace
}  // namespace shunt::cli
