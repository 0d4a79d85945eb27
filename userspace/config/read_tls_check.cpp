// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "config/hints.h"
#include "config/read_check.h"
#include "config/scalars.h"
#include "config/spelling.h"

namespace shunt::config {
namespace {

void take_ca_file(Node node, model::TlsOptions& tls, const CheckScope& scope) {
  constexpr std::string_view kExpected = "the absolute path of a file of certificates in PEM";
  const auto text = read_text(node, "ca_file", kExpected, scope.findings);
  if (!text) return;
  if (!is_absolute_path(*text)) {
    report_unexpected(node, "ca_file", kExpected, scope.findings);
    return;
  }
  tls.ca_file = *text;
  scope.files.push_back({FileKind::kAuthorities, "ca_file", tls.ca_file, node.place()});
  if (!tls.verify)
    scope.findings.error(node.place(),
                         "ca_file: with verify: false no certificate is compared with it; remove one of the two");
}

}  // namespace

void read_tls_options(const CheckFields& fields, model::TlsOptions& tls, const CheckScope& scope) {
  constexpr std::string_view kNameExpected =
      "a host name of letters, digits, dashes and underscores, with labels of 1 to 63 and at most 253 bytes";
  if (const auto verify = fields["verify"])
    tls.verify = read_flag(*verify, "verify", scope.findings, verify_hint).value_or(tls.verify);
  if (const auto name = fields["server_name"]) {
    const auto text = read_text(*name, "server_name", kNameExpected, scope.findings);
    if (text && is_host_name(*text)) {
      tls.server_name = *text;
    } else if (text) {
      report_unexpected(*name, "server_name", kNameExpected, scope.findings);
    }
  }
  if (const auto file = fields["ca_file"]) take_ca_file(*file, tls, scope);
}

}  // namespace shunt::config
