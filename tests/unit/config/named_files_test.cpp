// SPDX-License-Identifier: Apache-2.0
// Programs and certificates that the file names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "parse_text.h"

namespace shunt::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// Self-signed, of shunt.example.
constexpr std::string_view kCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBhjCCAS2gAwIBAgIUQxxoPtT2LX1iidHBx/ZAR3Q3F0EwCgYIKoZIzj0EAwIw\n"
    "GDEWMBQGA1UEAwwNc2h1bnQuZXhhbXBsZTAgFw0yNjExMjExMTIzMjRaGA8yMTI2\n"
    "MTAyODExMjMyNFowGDEWMBQGA1UEAwwNc2h1bnQuZXhhbXBsZTBZMBMGByqGSM49\n"
    "AgEGCCqGSM49AwEHA0IABJkjlT6cb/JlTZAqhR6Eq4bRziH1wqUNLsy5JNIKUKFj\n"
    "jd1LNZWtm/0bmCr8uan61WNZPlARdFqymxXEZWM4yaajUzBRMB0GA1UdDgQWBBQ5\n"
    "awsr7R2oxsj98Ylv6I3cFawvKDAfBgNVHSMEGDAWgBQ5awsr7R2oxsj98Ylv6I3c\n"
    "FawvKDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIDMB5/PXL9Oa\n"
    "GCIXBe1A5ZVyCTDXtwS6Jp1YcRgJsIRHAiBadKwfSit8E2D030eM/ZV8R9II6PjX\n"
    "G3WZFdx2/1cAdQ==\n"
    "-----END CERTIFICATE-----\n";

/// A directory of its own that goes away with the test.
class ConfigNamedFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "shunt-named-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] std::filesystem::path at(std::string_view name) const { return directory_ / name; }

  std::string write(std::string_view name, std::string_view text, mode_t mode = 0644) const {
    std::ofstream(at(name)) << text;
    EXPECT_EQ(::chmod(at(name).c_str(), mode), 0);
    return at(name).string();
  }
  std::string program(std::string_view name, mode_t mode) const { return write(name, "#!/bin/sh\n", mode); }

 private:
  std::filesystem::path directory_;
};

std::vector<std::string> errors_of_command(const std::string& command) {
  return errors_of("on_change:\n  command: [" + command + "]\nservices: []\n");
}

std::vector<std::string> errors_of_authorities(const std::string& path) {
  return errors_of(with_service_keys("  health: {type: https, port: 443,\n    ca_file: " + path + "}\n"));
}

TEST_F(ConfigNamedFiles, AreProgramsOfScriptsAndOfOnChange) {
  const auto path = program("check", 0755);
  const auto config = valid("on_change: {command: [" + path + ", --to, 'the log', '']}\n" +
                            with_service_keys("  health:\n  - {type: script, command: " + path +
                                              "}\n  - {type: script, command: [" + path +
                                              ", -v], environment: {A_1: 'b c', _x: ''}}\n"));
  EXPECT_THAT(config.on_change.command, ElementsAre(path, "--to", "the log", ""));
  ASSERT_EQ(config.services.size(), 1U);
  const auto& checks = config.services[0].health.checks;
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_EQ(checks[0].via, model::CheckVia::kDirect);
  EXPECT_EQ(checks[0].full_size, model::FullSize::kOff);
  EXPECT_EQ(checks[0].port, 0);
  EXPECT_THAT(checks[0].script.command, ElementsAre(path));
  EXPECT_THAT(checks[1].script.command, ElementsAre(path, "-v"));
  EXPECT_THAT(checks[1].script.environment, ElementsAre(testing::Pair("A_1", "b c"), testing::Pair("_x", "")));
}

TEST_F(ConfigNamedFiles, MustBeThere) {
  EXPECT_THAT(errors_of_command(at("none")),
              ElementsAre("2:13: command: \"" + at("none").string() + "\": does not exist"));
  EXPECT_THAT(errors_of_command(program("file", 0755) + "/below"),
              ElementsAre("2:13: command: \"" + at("file").string() + "/below\": does not exist"));
  EXPECT_THAT(errors_of_authorities(at("none")),
              ElementsAre("7:14: ca_file: \"" + at("none").string() + "\": does not exist"));
}

TEST_F(ConfigNamedFiles, ProgramsAreExecutableRegularFiles) {
  const std::string begin = "2:13: command: \"";
  EXPECT_THAT(errors_of_command(program("plain", 0644)),
              ElementsAre(begin + at("plain").string() + "\": is not executable; chmod +x it"));
  EXPECT_THAT(errors_of_command("/tmp"), ElementsAre(begin + "/tmp\": is a directory; expected a file"));
  EXPECT_THAT(errors_of_command("/dev/null"), ElementsAre(begin + "/dev/null\": is not a regular file"));
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0755), 0);
  EXPECT_THAT(errors_of_command(at("pipe")),
              ElementsAre(begin + at("pipe").string() + "\": is not a regular file"));
}

TEST_F(ConfigNamedFiles, ProgramsAreChangedByTheirOwnersOnly) {
  const std::string begin = "2:13: command: \"";
  EXPECT_THAT(errors_of_command(program("a", 0775)),
              ElementsAre(begin + at("a").string() + "\": may be written to by its group; chmod g-w it"));
  EXPECT_THAT(errors_of_command(program("b", 0757)),
              ElementsAre(begin + at("b").string() + "\": may be written to by others; chmod o-w it"));
}

TEST_F(ConfigNamedFiles, ProgramsLieInDirectoriesThatOthersCannotChange) {
  std::filesystem::create_directories(at("open/closed"));
  const auto path = program("open/closed/check", 0755);
  ASSERT_EQ(::chmod(at("open").c_str(), 0777), 0);
  const std::string why = "\": lies in " + at("open").string() +
                          ", to which others may write, so that they could replace it; chmod o-w that directory";
  EXPECT_THAT(errors_of_command(path), ElementsAre("2:13: command: \"" + path + why));
  std::filesystem::create_symlink(path, at("link"));  // its own directory is fine, its target's is not
  EXPECT_THAT(errors_of_command(at("link")), ElementsAre("2:13: command: \"" + at("link").string() + why));
  ASSERT_EQ(::chmod(at("open").c_str(), 01777), 0);
  EXPECT_THAT(errors_of_command(path), IsEmpty());
  EXPECT_THAT(errors_of_command(at("link")), IsEmpty());
}

TEST_F(ConfigNamedFiles, ProgramsHaveAbsolutePathsAndArgumentsThatFit) {
  const auto path = program("check", 0755);
  EXPECT_THAT(errors_of_command("check"),
              ElementsAre("2:13: command: expected an absolute path, found \"check\""));
  EXPECT_THAT(errors_of_command("\"/a\\nb\""),
              ElementsAre("2:13: command: expected an absolute path, found \"/a\\x0ab\""));
  EXPECT_THAT(errors_of_command(path + ", \"a\\0b\""),
              ElementsAre(HasSubstr(": command: an argument holds a NUL byte; expected none")));
  EXPECT_THAT(errors_of_command(path + ", " + std::string(4097, 'a')),
              ElementsAre(HasSubstr(": command: an argument has 4097 bytes; expected at most 4096")));
  EXPECT_THAT(errors_of_command(path + ", {}"),
              ElementsAre(HasSubstr(": command: expected a text, found a mapping")));
  std::string many = path;
  for (int i = 0; i < 64; ++i) many += ", a";
  EXPECT_THAT(errors_of_command(many),
              ElementsAre(HasSubstr(": command: there are 65 words; expected at most 64")));
  EXPECT_THAT(
      errors_of_command(""),
      ElementsAre("2:12: command: the list is empty; expected a list such as [/usr/local/lib/shunt/notify, "
                  "--quiet], or an absolute path"));
}

TEST_F(ConfigNamedFiles, AuthoritiesAreCertificatesInPem) {
  const auto good =
      write("good.pem", "Some words before.\n" + std::string(kCertificate) + std::string(kCertificate));
  const auto config = valid(with_service_keys("  health: {type: https, port: 443, ca_file: " + good + "}\n"));
  ASSERT_EQ(config.services.size(), 1U);
  EXPECT_EQ(config.services[0].health.checks.at(0).tls.ca_file, good);

  const std::string begin = "7:14: ca_file: \"";
  EXPECT_THAT(errors_of_authorities(write("words.pem", "no certificate\n")),
              ElementsAre(begin + at("words.pem").string() +
                          "\": holds no certificate in PEM (-----BEGIN CERTIFICATE-----)"));
  EXPECT_THAT(
      errors_of_authorities(write("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")),
      ElementsAre(HasSubstr("\": holds no certificate in PEM")));
  auto broken = std::string(kCertificate);
  broken.replace(broken.find("MII") + 40, 4, "!!!!");
  EXPECT_THAT(errors_of_authorities(write("broken.pem", std::string(kCertificate) + broken)),
              ElementsAre(StartsWith(begin + at("broken.pem").string() + "\": its certificate 2 cannot be read")));
  EXPECT_THAT(errors_of_authorities(write("cut.pem", kCertificate.substr(0, 300))),
              ElementsAre(StartsWith(begin + at("cut.pem").string() + "\": its certificate 1 cannot be read")));
}

TEST_F(ConfigNamedFiles, AuthoritiesThatWouldBlockAreNotOpened) {
  const std::string begin = "7:14: ca_file: \"";
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0644), 0);
  EXPECT_THAT(errors_of_authorities(at("pipe")),
              ElementsAre(begin + at("pipe").string() + "\": is not a regular file"));
  EXPECT_THAT(errors_of_authorities("/dev/zero"), ElementsAre(begin + "/dev/zero\": is not a regular file"));
  EXPECT_THAT(errors_of_authorities("/etc"), ElementsAre(begin + "/etc\": is a directory; expected a file"));
  EXPECT_THAT(errors_of_authorities(write("empty.pem", "")),
              ElementsAre(begin + at("empty.pem").string() + "\": is empty"));
  EXPECT_THAT(errors_of_authorities("/proc/self/status"), ElementsAre(begin + "/proc/self/status\": is empty"));
  write("big.pem", "x");
  std::filesystem::resize_file(at("big.pem"), std::uintmax_t{10} << 30);  // sparse
  EXPECT_THAT(errors_of_authorities(at("big.pem")),
              ElementsAre(begin + at("big.pem").string() + "\": is larger than 4 MiB"));
  EXPECT_THAT(
      errors_of_authorities("pem"),
      ElementsAre("7:14: ca_file: expected the absolute path of a file of certificates in PEM, found \"pem\""));
}

TEST_F(ConfigNamedFiles, AreReportedAtEachPlaceBesideOtherMistakes) {
  EXPECT_THAT(errors_of("on_change: {command: " + at("none").string() + "}\nservices:\n" +
                        "- {name: a, vip: 192.0.2.1, ports: 80, backends: [x], health: {type: script, command: " +
                        at("none").string() + "}}\n"),
              ElementsAre("1:22: command: \"" + at("none").string() + "\": does not exist",
                          "3:51: backend: expected an IPv4 or IPv6 address, found \"x\"",
                          "3:87: command: \"" + at("none").string() + "\": does not exist"));
}

}  // namespace
}  // namespace shunt::config
