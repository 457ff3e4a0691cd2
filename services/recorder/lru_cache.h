#pragma once

// A map that forgets what was least recently used, when it is told to and is allowed to.

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

namespace witan::recorder {

// Entries have a weight that the caller states, and stay where they are in memory until they are
// forgotten. For one thread.
template <class Key, class Value>
class LruCache final {
 public:
  // The value, which becomes the most recently used; nullptr when absent.
  Value* Find(const Key& key) {
    const auto it = index_.find(key);
    if (it == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, it->second);
    return &it->second->value;
  }

  // The value without making it more recent.
  Value* Peek(const Key& key) {
    const auto it = index_.find(key);
    return it == index_.end() ? nullptr : &it->second->value;
  }

  // Adds a key that is absent, as the most recently used.
  Value& Add(const Key& key, Value value, size_t weight) {
    entries_.push_front(Entry{key, std::move(value), weight});
    index_.emplace(key, entries_.begin());
    weight_ += weight;
    return entries_.front().value;
  }

  // States the weight of a key that is there anew.
  void SetWeight(const Key& key, size_t weight) {
    Entry& entry = *index_.at(key);
    weight_ = weight_ - entry.weight + weight;
    entry.weight = weight;
  }

  // Forgets from the least recently used on, until at most `most` weight is left or an entry may
  // not go yet.
  template <class MayGo>
  void Trim(size_t most, MayGo may_go) {
    while (weight_ > most && !entries_.empty() && may_go(entries_.back().value)) {
      weight_ -= entries_.back().weight;
      index_.erase(entries_.back().key);
      entries_.pop_back();
    }
  }

  size_t weight() const { return weight_; }
  size_t size() const { return index_.size(); }

 private:
  struct Entry {
    Key key;
    Value value;
    size_t weight;
  };
  std::list<Entry> entries_;
  std::unordered_map<Key, typename std::list<Entry>::iterator> index_;
  size_t weight_ = 0;
};

}  // namespace witan::recorder
