// SPDX-License-Identifier: Apache-2.0
#include "config/check_fields.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "config/hints.h"
#include "config/suggest.h"
#include "config/words.h"

namespace shunt::config {
namespace {

using enum model::CheckType;

constexpr std::array kTypes{kTcp, kHttp, kHttps, kUdp, kDns, kIcmp, kScript, kAgent};

/// A set of types.
constexpr unsigned of(auto... types) { return ((1U << static_cast<unsigned>(types)) | ...); }

constexpr unsigned kAll = of(kTcp, kHttp, kHttps, kUdp, kDns, kIcmp, kScript, kAgent);
constexpr unsigned kSent = kAll & ~of(kScript);  // as packets, by Shunt itself
constexpr unsigned kWeb = of(kHttp, kHttps);

constexpr std::string_view kTypeExpected = "tcp, http, https, udp, dns, icmp, script or agent";

/// In the order of docs/configuration.md.
constexpr std::array<Key, 25> kKeys{{{"type", kTypeExpected},
                                     {"via"},
                                     {"port"},
                                     {"interval"},
                                     {"timeout"},
                                     {"fast_interval"},
                                     {"rise"},
                                     {"fall"},
                                     {"initial"},
                                     {"full_size"},
                                     {"send"},
                                     {"expect"},
                                     {"method"},
                                     {"path"},
                                     {"host"},
                                     {"headers"},
                                     {"status"},
                                     {"verify"},
                                     {"server_name"},
                                     {"ca_file"},
                                     {"name"},
                                     {"record"},
                                     {"code"},
                                     {"command"},
                                     {"environment"}}};
static_assert(kKeys.size() <= Fields::kMaxKeys);

/// Which types have each of kKeys.
constexpr std::array<unsigned, kKeys.size()> kOwners{kAll,
                                                     kSent,
                                                     kSent & ~of(kIcmp),
                                                     kAll,
                                                     kAll,
                                                     kAll,
                                                     kAll,
                                                     kAll,
                                                     kAll,
                                                     kSent,
                                                     of(kTcp, kUdp, kAgent),
                                                     of(kTcp, kHttp, kHttps, kUdp),
                                                     kWeb,
                                                     kWeb,
                                                     kWeb,
                                                     kWeb,
                                                     kWeb,
                                                     of(kHttps),
                                                     of(kHttps),
                                                     of(kHttps),
                                                     of(kDns),
                                                     of(kDns),
                                                     of(kDns),
                                                     of(kScript),
                                                     of(kScript)};

std::string names_of(unsigned types) {
  std::vector<std::string_view> names;
  for (const auto type : kTypes) {
    if ((types & of(type)) != 0) names.push_back(model::to_string(type));
  }
  return alternatives(names);
}

}  // namespace

bool is_check_key(std::string_view key) {
  return std::any_of(kKeys.begin(), kKeys.end(), [&](const Key& known) { return known.name == key; });
}

std::optional<CheckFields> CheckFields::read(Node node, Findings& findings) {
  const auto fields = read_mapping(node, kKeys, "a health check", findings, check_key_hint);
  if (!fields) return std::nullopt;
  const auto type = read_value((*fields)["type"], "type", kTypes, findings, check_type_hint);
  if (!type) return std::nullopt;
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    const auto value = (*fields)[kKeys[i].name];
    if (!value || (kOwners[i] & of(*type)) != 0) continue;
    findings.error(value->place(), std::string(kKeys[i].name) + ": only checks of type " + names_of(kOwners[i]) +
                                       " have it, and this one is " + std::string(model::to_string(*type)) +
                                       "; remove the key");
  }
  return CheckFields(node, *fields, *type);
}

std::optional<Node> CheckFields::operator[](std::string_view key) const {
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    if (kKeys[i].name == key) return (kOwners[i] & of(type_)) != 0 ? fields_[key] : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace shunt::config
