// SPDX-License-Identifier: Apache-2.0
#include "config/document.h"

#include "config/findings.h"

namespace shunt::config {

Node Document::root() const { return {*this, 0}; }

void Document::add_scalar(Place place, std::string_view text, bool plain) {
  Entry entry;
  entry.place = place;
  entry.text_offset = static_cast<std::uint32_t>(texts_.size());
  entry.text_size = static_cast<std::uint32_t>(text.size());
  entry.end = static_cast<std::uint32_t>(entries_.size()) + 1;
  entry.plain = plain;
  entries_.push_back(entry);
  texts_ += text;
}

void Document::open(NodeKind kind, Place place) {
  open_.push_back(static_cast<std::uint32_t>(entries_.size()));
  Entry entry;
  entry.place = place;
  entry.kind = kind;
  entries_.push_back(entry);
}

void Document::close() {
  entries_[open_.back()].end = static_cast<std::uint32_t>(entries_.size());
  open_.pop_back();
}

std::string_view Node::text() const {
  return std::string_view(document_->texts_).substr(entry().text_offset, entry().text_size);
}

bool Node::is_null() const {
  if (kind() != NodeKind::kScalar || !entry().plain) return false;
  const auto value = text();
  return value.empty() || value == "~" || value == "null";
}

Node::Children Node::children() const {
  const auto first = kind() == NodeKind::kScalar ? entry().end : index_ + 1;
  return {Iterator({*document_, first}), Iterator({*document_, entry().end})};
}

std::string describe(Node node) {
  switch (node.kind()) {
    case NodeKind::kSequence: return "a list";
    case NodeKind::kMapping: return "a mapping";
    case NodeKind::kScalar: break;
  }
  return node.is_null() ? "nothing" : in_quotes(node.text());
}

}  // namespace shunt::config
