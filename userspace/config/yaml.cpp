// SPDX-License-Identifier: Apache-2.0
#include "config/yaml.h"

#include <yaml.h>

#include <string>

namespace shunt::config {
namespace {

Place place_of(const yaml_mark_t& mark) {
  return {static_cast<unsigned>(mark.line) + 1, static_cast<unsigned>(mark.column) + 1};
}

std::string_view text_of(const yaml_char_t* text, std::size_t size) {
  return {reinterpret_cast<const char*>(text), size};
}

/// Owns libyaml's parser over a text.
class EventSource {
 public:
  explicit EventSource(std::string_view text) : usable_(yaml_parser_initialize(&parser_) == 1) {
    if (!usable_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  EventSource(const EventSource&) = delete;
  EventSource& operator=(const EventSource&) = delete;
  ~EventSource() {
    if (usable_) yaml_parser_delete(&parser_);
  }

  /// False: see parser() for the error.
  bool next(yaml_event_t& event) { return usable_ && yaml_parser_parse(&parser_, &event) == 1; }
  [[nodiscard]] const yaml_parser_t& parser() const { return parser_; }

 private:
  yaml_parser_t parser_{};
  bool usable_;
};

/// First byte of the character with that number, from 0; NUL behind the end.
char character_at(std::string_view text, std::size_t index) {
  std::size_t offset = 0;
  for (; offset < text.size(); ++offset) {
    const bool continuation = (static_cast<unsigned char>(text[offset]) & 0xc0U) == 0x80;
    if (!continuation && index-- == 0) return text[offset];
  }
  return '\0';
}

/// What to do about libyaml's most frequent complaints, which are hard to read.
std::string_view remedy(std::string_view problem, bool at_tab) {
  if (at_tab) return "; indent with spaces, YAML forbids tabs";
  if (problem.starts_with("mapping values are not allowed"))
    return "; if the value has a colon at its end or before a space (2001:db8::), put it in quotes";
  if (problem.starts_with("found character that cannot start any token")) return "; put the value in quotes";
  return "";
}

void report_syntax(const yaml_parser_t& parser, std::string_view text, Findings& findings) {
  if (parser.error == YAML_MEMORY_ERROR || parser.problem == nullptr) {
    findings.error({}, "cannot parse YAML: out of memory");
    return;
  }
  const bool at_tab = character_at(text, parser.problem_mark.index) == '\t';
  std::string message = "not valid YAML: ";
  if (parser.context != nullptr) message += std::string(parser.context) + ", ";
  message += parser.problem;
  message += remedy(parser.problem, at_tab);
  findings.error(place_of(parser.problem_mark), std::move(message));
}

/// Turns events into nodes until the end of the stream or the first error that leaves no way on.
class Reader {
 public:
  explicit Reader(Findings& findings) : findings_(findings) {}

  /// @return whether to go on
  bool take(const yaml_event_t& event) {
    const Place place = place_of(event.start_mark);
    if (document_.node_count() >= kMaxNodes) {
      findings_.error(place, "more than " + std::to_string(kMaxNodes) + " values; expected a smaller file");
      return false;
    }
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT: return start_document(place);
      case YAML_ALIAS_EVENT: findings_.error(place, "aliases (*) are not supported; write the value out"); break;
      case YAML_SCALAR_EVENT: add_scalar(event, place); break;
      case YAML_SEQUENCE_START_EVENT:
        refuse_properties(place, event.data.sequence_start.anchor, event.data.sequence_start.tag);
        return open(NodeKind::kSequence, place);
      case YAML_MAPPING_START_EVENT:
        refuse_properties(place, event.data.mapping_start.anchor, event.data.mapping_start.tag);
        return open(NodeKind::kMapping, place);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: document_.close(); break;
      case YAML_STREAM_END_EVENT: return false;
      default: break;
    }
    return true;
  }

  Document take_document() { return std::move(document_); }

 private:
  bool start_document(Place place) {
    if (document_.empty()) return true;
    findings_.error(place, "a second YAML document begins; expected one document in the file");
    return false;
  }

  bool open(NodeKind kind, Place place) {
    if (document_.open_count() >= kMaxDepth) {
      findings_.error(place, "nested too deeply; expected at most " + std::to_string(kMaxDepth) +
                                 " lists and mappings within each other");
      return false;
    }
    document_.open(kind, place);
    return true;
  }

  void add_scalar(const yaml_event_t& event, Place place) {
    const auto& scalar = event.data.scalar;
    refuse_properties(place, scalar.anchor, scalar.tag);
    document_.add_scalar(place, text_of(scalar.value, scalar.length), scalar.style == YAML_PLAIN_SCALAR_STYLE);
  }

  void refuse_properties(Place place, const yaml_char_t* anchor, const yaml_char_t* tag) {
    if (anchor != nullptr) findings_.error(place, "anchors (&) are not supported; write the value out each time");
    if (tag != nullptr) findings_.error(place, "tags (!) are not supported; write the value alone");
  }

  Findings& findings_;
  Document document_;
};

}  // namespace

Document parse_yaml(std::string_view text, Findings& findings) {
  EventSource source(text);
  Reader reader(findings);
  for (bool more = true; more;) {
    yaml_event_t event;
    if (!source.next(event)) {
      report_syntax(source.parser(), text, findings);
      break;
    }
    more = reader.take(event) && !findings.is_full();
    yaml_event_delete(&event);
  }
  return reader.take_document();
}

}  // namespace shunt::config
