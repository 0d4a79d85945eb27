// SPDX-License-Identifier: Apache-2.0
#include "config/hints.h"

#include <algorithm>
#include <array>
#include <span>

#include "config/check_fields.h"
#include "config/suggest.h"

namespace shunt::config {
namespace {

constexpr std::string_view kHaproxy = "HAProxy";
constexpr std::string_view kKeepalived = "keepalived";

/// "OWNER's WORD is KEY here[, MORE]", or without a key "OWNER's WORD has no key here: MORE".
struct Word {
  std::string_view owner;
  std::string_view word;  ///< as its owner writes it
  std::string_view key;   ///< ours
  std::string_view more = {};
};

/// Of checks. Those of one owner in the order of its manual.
constexpr std::array kCheckWords = std::to_array<Word>({
    {kHaproxy, "inter", "interval"},
    {kHaproxy, "fastinter", "fast_interval"},
    {kHaproxy, "downinter", "", "who is down is asked every interval"},
    {kHaproxy, "timeout check", "timeout"},
    {kHaproxy, "addr", "", "a check asks the VIP at the backend, with via: direct the backend"},
    {kHaproxy, "httpchk", "type: http", "with method, path and host"},
    {kHaproxy, "option httpchk", "type: http", "with method, path and host"},
    {kHaproxy, "uri", "path"},
    {kHaproxy, "meth", "method"},
    {kHaproxy, "hdr", "headers"},
    {kHaproxy, "http-check", "type: http", "with status and expect"},
    {kHaproxy, "http-check send", "method, path, host and headers"},
    {kHaproxy, "http-check expect", "status", "for statuses, expect for the body"},
    {kHaproxy, "rstatus", "status"},
    {kHaproxy, "string", "expect"},
    {kHaproxy, "rstring", "expect"},
    {kHaproxy, "tcp-check", "type: tcp", "with send and expect"},
    {kHaproxy, "option tcp-check", "type: tcp", "with send and expect"},
    {kHaproxy, "tcp-check send", "send"},
    {kHaproxy, "tcp-check expect", "expect"},
    {kHaproxy, "check-ssl", "type: https"},
    {kHaproxy, "ssl-hello-chk", "type: https"},
    {kHaproxy, "option ssl-hello-chk", "type: https"},
    {kHaproxy, "check-sni", "server_name"},
    {kHaproxy, "verifyhost", "server_name"},
    {kHaproxy, "verify none", "verify: false", "with type: https"},
    {kHaproxy, "verify required", "verify: true", "with type: https"},
    {kHaproxy, "external-check", "type: script", "with command"},
    {kHaproxy, "option external-check", "type: script", "with command"},
    {kHaproxy, "external-check command", "command", "in a check of type: script"},
    {kHaproxy, "agent-check", "type: agent", "a check of its own beside others"},
    {kHaproxy, "agent-port", "port", "in a check of type: agent"},
    {kHaproxy, "agent-inter", "interval", "in a check of type: agent"},
    {kHaproxy, "agent-send", "send", "in a check of type: agent"},
    {kHaproxy, "agent-addr", "", "an agent listens at the backend's address"},
    {kKeepalived, "TCP_CHECK", "type: tcp"},
    {kKeepalived, "HTTP_GET", "type: http"},
    {kKeepalived, "SSL_GET", "type: https"},
    {kKeepalived, "DNS_CHECK", "type: dns"},
    {kKeepalived, "UDP_CHECK", "type: udp"},
    {kKeepalived, "PING_CHECK", "type: icmp"},
    {kKeepalived, "MISC_CHECK", "type: script"},
    {kKeepalived, "SMTP_CHECK", "type: tcp", "with expect: ^220"},
    {kKeepalived, "delay_loop", "interval"},
    {kKeepalived, "connect_timeout", "timeout", "which bounds the whole check"},
    {kKeepalived, "connect_port", "port"},
    {kKeepalived, "bindto", "", "source and ports of all checks stand in probes"},
    {kKeepalived, "retry", "fall", "which counts the first failure too: retry 3 is fall: 4"},
    {kKeepalived, "nb_get_retry", "fall", "which counts the first failure too: nb_get_retry 3 is fall: 4"},
    {kKeepalived, "delay_before_retry", "fast_interval"},
    {kKeepalived, "url", "path"},
    {kKeepalived, "status_code", "status"},
    {kKeepalived, "digest", "expect", "a pattern for the body"},
    {kKeepalived, "regex", "expect"},
    {kKeepalived, "virtualhost", "host"},
    {kKeepalived, "enable_sni", "server_name"},
    {kKeepalived, "misc_path", "command", "in a check of type: script"},
    {kKeepalived, "misc_timeout", "timeout", "in a check of type: script"},
    {kKeepalived, "alpha", "initial: down"},
});

/// Of services, about health and who serves.
constexpr std::array kServiceWords = std::to_array<Word>({
    {kHaproxy, "check", "health"},
    {kHaproxy, "balance", "scheduler"},
    {kHaproxy, "server", "backends"},
    {kHaproxy, "observe", "passive"},
    {kHaproxy, "on-marked-down", "on_down"},
    {kKeepalived, "lb_algo", "scheduler"},
    {kKeepalived, "lvs_sched", "scheduler"},
    {kKeepalived, "lb_kind", "forwarding"},
    {kKeepalived, "lvs_method", "forwarding"},
    {kKeepalived, "real_server", "backends"},
    {kKeepalived, "sorry_server", "a backend with backup: true"},
    {kKeepalived, "hysteresis", "quorum_hysteresis"},
    {kKeepalived, "inhibit_on_failure", "on_down: keep"},
    {kKeepalived, "notify_up", "on_change", "for all services"},
    {kKeepalived, "notify_down", "on_change", "for all services"},
});

constexpr std::string_view kType = "type: ";

/// TCP_CHECK and tcp-check are two words: first as it is written.
const Word* find(std::span<const Word> words, std::string_view text) {
  const auto wanted = folded(text);
  auto found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.word == text; });
  if (found == words.end())
    found =
        std::find_if(words.begin(), words.end(), [&](const Word& word) { return folded(word.word) == wanted; });
  return found == words.end() ? nullptr : &*found;
}

/// @param where what stands between "here" and what else is to say
std::string explain(const Word& word, const std::string& where = "") {
  auto text = std::string(word.owner) + "'s " + std::string(word.word);
  if (word.key.empty()) return text + " has no key here: " + std::string(word.more);
  text += " is " + std::string(word.key) + " here";
  const bool continues = word.more.starts_with("for ");  // a sentence that goes on without a comma
  if (!word.more.empty()) text += (continues ? " " : ", ") + std::string(word.more);
  return text + where;
}

/// For a key outside the check that would be one of a check, by our word or by another's.
std::string inside_the_check(std::string_view key, const std::string& of) {
  if (is_check_key(key))
    return "it belongs into the check: health: {type: ..., " + std::string(key) + ": ...}" + of;
  const auto* word = find(kCheckWords, key);
  return word != nullptr ? explain(*word, ", in health: {type: ...}" + of) : "";
}

}  // namespace

std::string check_key_hint(std::string_view key) {
  const auto* word = find(kCheckWords, key);
  return word != nullptr ? explain(*word) : "";
}

std::string check_type_hint(std::string_view type) {
  const auto* word = find(kCheckWords, type);
  return word != nullptr && word->key.starts_with(kType) ? explain(*word) : "";
}

std::string service_key_hint(std::string_view key) {
  if (key == "port") return "";  // a slip for ports
  const auto* word = find(kServiceWords, key);
  return word != nullptr ? explain(*word) : inside_the_check(key, "");
}

std::string backend_key_hint(std::string_view key) {
  if (key == "port")
    return "a packet keeps the port that it was sent to; the port of a check belongs into "
           "health: {type: ..., port: ...} of the service";
  const auto* word = find(kServiceWords, key);
  return word != nullptr ? explain(*word, ", of the service") : inside_the_check(key, " of the service");
}

std::string verify_hint(std::string_view value) {
  const auto* word = find(kCheckWords, "verify " + std::string(value));
  if (word == nullptr) return "";
  return std::string(word->owner) + "'s " + std::string(word->word) + " is " + std::string(word->key) + " here";
}

}  // namespace shunt::config
