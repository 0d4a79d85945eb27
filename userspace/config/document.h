// SPDX-License-Identifier: Apache-2.0
// A parsed text as a tree that knows where each value stands. It gives no meaning to values: every scalar is text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/place.h"

namespace shunt::config {

enum class NodeKind : std::uint8_t { kScalar, kSequence, kMapping };

class Node;

/// The nodes of one text, in the order of the text, a container before its children. 24 bytes a node: a file of
/// 10,000 services has half a million of them.
class Document {
 public:
  /// Only for a document that is not empty.
  [[nodiscard]] Node root() const;
  [[nodiscard]] bool empty() const { return entries_.empty(); }

  /// Building, in the order of the text. open() must be balanced by close(); a mapping gets key and value in turn.
  void add_scalar(Place place, std::string_view text, bool plain);
  void open(NodeKind kind, Place place);
  void close();
  [[nodiscard]] std::size_t open_count() const { return open_.size(); }
  [[nodiscard]] std::size_t node_count() const { return entries_.size(); }

 private:
  friend class Node;

  struct Entry {
    Place place;
    std::uint32_t text_offset = 0;
    std::uint32_t text_size = 0;
    std::uint32_t end = 0;  ///< index behind the last descendant: the next sibling, or the end of the parent
    NodeKind kind = NodeKind::kScalar;
    bool plain = false;
  };

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> open_;  ///< containers that are being filled
  std::string texts_;
};

/// A node of a document that outlives it. Cheap to copy.
class Node {
 public:
  class Iterator;
  struct Children;

  [[nodiscard]] NodeKind kind() const { return entry().kind; }
  [[nodiscard]] Place place() const { return entry().place; }

  /// Of a scalar: its text after unquoting; may hold any byte. Empty for containers.
  [[nodiscard]] std::string_view text() const;

  /// A scalar without a value: nothing, `~` or `null`, not in quotes.
  [[nodiscard]] bool is_null() const;

  /// Of a sequence: its items. Of a mapping: key, value, key, value, ... Of a scalar: none.
  [[nodiscard]] Children children() const;

 private:
  friend class Document;
  Node(const Document& document, std::uint32_t index) : document_(&document), index_(index) {}
  [[nodiscard]] const Document::Entry& entry() const { return document_->entries_[index_]; }

  const Document* document_;
  std::uint32_t index_;
};

class Node::Iterator {
 public:
  explicit Iterator(Node node) : node_(node) {}
  Node operator*() const { return node_; }
  Iterator& operator++() {
    node_.index_ = node_.entry().end;
    return *this;
  }
  bool operator==(const Iterator& other) const { return node_.index_ == other.node_.index_; }

 private:
  Node node_;
};

struct Node::Children {
  Iterator first;
  Iterator last;
  [[nodiscard]] Iterator begin() const { return first; }
  [[nodiscard]] Iterator end() const { return last; }
  [[nodiscard]] bool empty() const { return first == last; }
};

/// For messages: what was found in place of what was expected: `"abc"`, "a list", "a mapping", "nothing".
std::string describe(Node node);

}  // namespace shunt::config
