// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "config/addresses.h"
#include "config/fields.h"
#include "config/read_globals.h"
#include "config/scalars.h"
#include "config/spelling.h"

namespace shunt::config {
namespace {

constexpr std::string_view kUsersExpected = "the absolute path of a file of lines NAME:HASH";

std::string take_path(Node node, FileKind kind, std::string_view key, std::string_view expected,
                      std::vector<FileUse>& files, Findings& findings) {
  const auto text = read_text(node, key, expected, findings);
  if (!text) return "";
  if (!is_absolute_path(*text)) {
    report_unexpected(node, key, expected, findings);
    return "";
  }
  files.push_back({kind, key, std::string(*text), node.place()});
  return std::string(*text);
}

std::optional<model::Api::Tls> read_tls(Node node, std::vector<FileUse>& files, Findings& findings) {
  constexpr std::string_view kCertificate =
      "the absolute path of a certificate in PEM, with what leads to the authority";
  constexpr std::string_view kKey = "the absolute path of its private key in PEM";
  constexpr std::array<Key, 2> kKeys{{{"certificate", kCertificate}, {"key", kKey}}};
  const auto fields = read_mapping(node, kKeys, "tls", findings);
  if (!fields) return std::nullopt;
  model::Api::Tls tls;
  if (const auto file = (*fields)["certificate"])
    tls.certificate = take_path(*file, FileKind::kCertificate, "certificate", kCertificate, files, findings);
  if (const auto file = (*fields)["key"]) tls.key = take_path(*file, FileKind::kKey, "key", kKey, files, findings);
  return tls;
}

bool is_loopback(const net::IpAddress& address) {
  static const auto ipv4 = net::IpPrefix(net::IpAddress::from_ipv4({127, 0, 0, 0}), 8);
  return ipv4.contains(address) || address.to_string() == "::1";
}

/// Off loopback others than the users of this machine reach us.
void check_exposure(Node listen, const model::Api& api, bool has_users, bool has_tls, Findings& findings) {
  const auto text = api.listen->address.to_string();
  if (is_loopback(api.listen->address)) return;
  if (!has_users) {
    findings.error(listen.place(),
                   "listen: " + text +
                       " is off loopback, which needs a password; add users_file: FILE with a line of "
                       "`shunt password NAME`, or use 127.0.0.1:" +
                       std::to_string(api.listen->port));
  } else if (!has_tls && !api.allow_plain_http) {
    findings.error(listen.place(),
                   "listen: " + text +
                       " is off loopback, where passwords need TLS; add tls: {certificate: FILE, key: "
                       "FILE}, or allow_plain_http: true if nobody can listen on the way");
  }
}

}  // namespace

model::Api read_api(Node node, std::vector<FileUse>& files, Findings& findings) {
  constexpr std::array<Key, 5> kKeys{
      {{"listen"},
       {"users_file"},
       {"tls"},
       {"allow_plain_http"},
       {.name = "password",
        .unsupported =
            "passwords are not in this file, which others may read; add users_file: FILE with a line of "
            "`shunt password NAME`"}}};
  model::Api api;
  const auto fields = read_mapping(node, kKeys, "api", findings);
  if (!fields) return api;
  const auto users = (*fields)["users_file"];
  const auto tls = (*fields)["tls"];
  if (users) api.users_file = take_path(*users, FileKind::kUsers, "users_file", kUsersExpected, files, findings);
  if (tls) api.tls = read_tls(*tls, files, findings);
  if (const auto plain = (*fields)["allow_plain_http"])
    api.allow_plain_http = read_flag(*plain, "allow_plain_http", findings).value_or(false);
  if (const auto listen = (*fields)["listen"]) {
    if (const auto address = read_listener(*listen, "listen", findings)) {
      api.listen = {address->address, address->port};
      check_exposure(*listen, api, users.has_value(), tls.has_value(), findings);
    }
  } else if (users || tls) {
    findings.warning(node.place(), "api: users_file and tls are for listen, which is not there: nobody is asked");
  }
  return api;
}

}  // namespace shunt::config
