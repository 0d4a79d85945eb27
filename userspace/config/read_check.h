// SPDX-License-Identifier: Apache-2.0
// Readers of one health check: what every type has, and what some types have.
#pragma once

#include <optional>
#include <vector>

#include "config/check_fields.h"
#include "config/draft.h"
#include "config/findings.h"
#include "model/config.h"

namespace shunt::config {

/// The service that a check belongs to, whose ports have been read, and where its findings go.
struct CheckScope {
  const model::Service& service;
  const ServicePlaces& places;
  std::vector<FileUse>& files;
  Findings& findings;
};

/// A check with its defaults filled in. Nothing, after an error, if it is no mapping or has no valid type.
std::optional<model::Check> read_check(Node node, const CheckScope& scope);

/// interval, timeout, fast_interval, rise and fall.
void read_pace(const CheckFields& fields, model::Check& check, Findings& findings);

/// send and expect; what the method of the request allows is known.
void read_exchange(const CheckFields& fields, model::Check& check, Findings& findings);

/// method, path, host, headers, status.
void read_http_request(const CheckFields& fields, model::HttpRequest& request, Findings& findings);

/// verify, server_name, ca_file.
void read_tls_options(const CheckFields& fields, model::TlsOptions& tls, const CheckScope& scope);

/// name, record, code.
void read_dns_question(const CheckFields& fields, model::DnsQuestion& question, Findings& findings);

}  // namespace shunt::config
