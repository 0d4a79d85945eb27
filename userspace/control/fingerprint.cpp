// SPDX-License-Identifier: Apache-2.0
#include "control/fingerprint.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "control/digest.h"

namespace shunt::control {
namespace {

std::uint64_t fit(std::uint64_t digest) { return digest >> (64 - kFingerprintBits); }

/// Of values whose order does not matter.
template <typename Items, typename DigestOf>
void add_unordered(Digest& digest, const Items& items, DigestOf digest_of) {
  std::vector<std::uint64_t> digests;
  digests.reserve(items.size());
  for (const auto& item : items) digests.push_back(digest_of(item));
  std::ranges::sort(digests);
  digest.add(digests.size());
  for (const auto each : digests) digest.add(each);
}

template <typename Pairs>
void add_pairs(Digest& digest, const Pairs& pairs) {
  digest.add(pairs.size());
  for (const auto& [name, value] : pairs) digest.add(name).add(value);
}

// In what follows each structure is taken apart, so that a new field is an error of the compiler here.

std::uint64_t digest_of(const model::PortRange& ports) {
  const auto& [first, last, protocol] = ports;
  return Digest().add(first).add(last).add(protocol).value();
}

std::uint64_t digest_of(const model::Backend& backend) {
  const auto& [address, weight, backup] = backend;
  return Digest().add(address).add(weight).add(backup).value();
}

void add(Digest& digest, const model::HttpRequest& request) {
  const auto& [method, path, host, headers, statuses] = request;
  digest.add(method).add(path).add(host);
  add_pairs(digest, headers);
  digest.add(statuses.size());
  for (const auto& [first, last] : statuses) digest.add(first).add(last);
}

void add(Digest& digest, const model::Script& script) {
  const auto& [command, environment] = script;
  digest.add(command.size());
  for (const auto& word : command) digest.add(word);
  add_pairs(digest, environment);
}

void add(Digest& digest, const model::Check& check) {
  const auto& [type, via, port, interval, timeout, fast_interval, rise, fall, initial, full_size, send, expect,
               http, tls, dns, script] = check;
  digest.add(type).add(via).add(port).add(interval).add(timeout).add(fast_interval).add(rise).add(fall);
  digest.add(initial).add(full_size).add(send).add(expect);
  add(digest, http);
  const auto& [verify, server_name, ca_file] = tls;
  digest.add(verify).add(server_name).add(ca_file);
  const auto& [name, question, code] = dns;
  digest.add(name).add(question).add(code);
  add(digest, script);
}

void add(Digest& digest, const model::Health& health) {
  const auto& [checks, fail, quorum, passive] = health;
  digest.add(checks.size());
  for (const auto& check : checks) add(digest, check);
  digest.add(fail).add(quorum.backends).add(quorum.hysteresis).add(passive);
}

std::uint64_t digest_of(const model::Service& service) {
  const auto& [name, vip, ports, scheduler, forwarding, seed, table_size, backends, udp, on_down, source_prefix,
               slow_start, health] = service;
  Digest digest;
  digest.add(name).add(vip.address()).add(vip.mapped_length());
  add_unordered(digest, ports, [](const auto& range) { return digest_of(range); });
  digest.add(scheduler).add(forwarding).add(seed).add(table_size);
  add_unordered(digest, backends, [](const auto& backend) { return digest_of(backend); });
  digest.add(udp).add(on_down).add(source_prefix).add(slow_start);
  add(digest, health);
  return digest.value();
}

}  // namespace

std::uint64_t table_fingerprint(const dataplane::PublishedService& service) {
  const auto& slots = service.table->slots();
  if (slots.empty()) return 0;
  std::vector<std::uint64_t> digest_at{0};
  for (const auto& backend : service.backends) {
    digest_at.resize(std::max<std::size_t>(digest_at.size(), backend.position + 1));
    digest_at[backend.position] = Digest().add(backend.address).value();
  }
  std::uint64_t chain = slots.size();  // one multiplication a slot: there are millions
  for (const auto& slot : slots) {
    const auto digest = slot.current < digest_at.size() ? digest_at[slot.current] : 0;
    chain = std::rotl((chain ^ digest) * 0x9e3779b97f4a7c15, 32);
  }
  return fit(Digest().add(chain).value());
}

std::uint64_t config_fingerprint(const model::Config& config) {
  const auto& [seed, interfaces, tunnel, api, limits, tracking, probes, on_change, log, services] = config;
  Digest digest;
  const auto& [idle_tcp, idle_udp, drain, new_flows] = tracking;
  digest.add(seed).add(idle_tcp).add(idle_udp).add(drain).add(new_flows).add(tunnel.gue_port);
  add_unordered(digest, services, [](const auto& service) { return digest_of(service); });
  return fit(digest.value());
}

}  // namespace shunt::control
