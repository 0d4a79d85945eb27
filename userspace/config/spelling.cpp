// SPDX-License-Identifier: Apache-2.0
#include "config/spelling.h"

#include <algorithm>

#include "config/scalars.h"
#include "net/address.h"

namespace shunt::config {
namespace {

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// Letters, digits and those of `others` only.
bool consists_of(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_alphanumeric(c) || others.find(c) != std::string_view::npos; });
}

std::string_view without_end_dot(std::string_view name) {
  if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
  return name;
}

/// What is wrong with HOST[:PORT] of a URL (RFC 3986, 3.2).
std::optional<std::string> authority_fault(std::string_view authority) {
  if (authority.find('@') != std::string_view::npos)
    return "holds a user or password, which the configuration would show; leave it out";
  const auto bracket = authority.rfind(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const auto host = authority.substr(0, colon);
  if (host.empty()) return "names no host";
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const auto address = net::IpAddress::parse(bracketed ? host.substr(1, host.size() - 2) : host);
  const bool ipv6 = address && address->family() == net::Family::kIpv6;
  if (bracketed ? !ipv6 : (!address && !is_host_name(host)))
    return "has no valid host; expected a name, an IPv4 address or an IPv6 address in brackets";
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_whole_number(authority.substr(colon + 1));
  if (!port || *port == 0 || *port > 65535) return "has no valid port; expected 1 to 65535";
  return std::nullopt;
}

}  // namespace

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_visible_ascii(std::string_view text) {
  return !text.empty() && is_printable_ascii(text) && text.find(' ') == std::string_view::npos;
}

bool is_absolute_path(std::string_view text) {
  return text.size() > 1 && text.size() < kMaxTextValue && text.front() == '/' &&
         std::none_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; });
}

bool is_http_token(std::string_view text) { return !text.empty() && consists_of(text, "!#$%&'*+-.^_`|~"); }

bool is_http_host(std::string_view text) {
  return !text.empty() && text.size() <= 255 && consists_of(text, ".-_:[]");
}

std::optional<std::string> dns_name_fault(std::string_view text) {
  if (text == ".") return std::nullopt;
  if (text.empty()) return "is empty";
  if (!is_visible_ascii(text) || text.find_first_of("\\\"") != std::string_view::npos)
    return "holds other characters than printable ASCII without spaces, quotes and backslashes";
  auto rest = without_end_dot(text);
  if (rest.size() > 253) return "has " + std::to_string(rest.size()) + " bytes; expected at most 253";
  while (true) {
    const auto label = rest.substr(0, rest.find('.'));
    if (label.empty()) return "has an empty label; expected 1 to 63 bytes between its dots";
    if (label.size() > 63) return "has a label of " + std::to_string(label.size()) + " bytes; expected 1 to 63";
    if (label.size() == rest.size()) return std::nullopt;
    rest.remove_prefix(label.size() + 1);
  }
}

bool is_host_name(std::string_view text) {
  return text != "." && consists_of(text, ".-_") && !dns_name_fault(text) && !net::IpAddress::parse(text);
}

std::optional<std::string> url_fault(std::string_view text) {
  constexpr std::size_t kMaxUrl = 2048;
  if (text.size() > kMaxUrl)
    return "has " + std::to_string(text.size()) + " bytes; expected at most " + std::to_string(kMaxUrl);
  if (!is_visible_ascii(text)) return "holds other characters than printable ASCII without spaces";
  const std::string_view scheme = text.starts_with("https://") ? "https://" : "http://";
  if (!text.starts_with(scheme)) return "does not begin with http:// or https://";
  text.remove_prefix(scheme.size());
  if (text.find('#') != std::string_view::npos) return "has a fragment (#), which is never sent; leave it out";
  return authority_fault(text.substr(0, text.find_first_of("/?")));
}

}  // namespace shunt::config
