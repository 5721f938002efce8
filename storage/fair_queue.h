// A queue of what several ask for, each taking turns with the others. Not thread-safe.
#ifndef ASSAY_STORAGE_FAIR_QUEUE_H_
#define ASSAY_STORAGE_FAIR_QUEUE_H_

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

namespace assay {

template <typename Item>
class FairQueue {
 public:
  // A turn is over once what was taken in it cost so much, or nothing of theirs is left. In what unit, the caller
  // knows.
  explicit FairQueue(size_t turn) : turn_(turn) {}

  bool empty() const { return turns_.empty(); }
  size_t size() const { return size_; }

  // What waits for this one, together; 0: nothing does.
  size_t CostOf(const std::string& whose) const {
    const auto found = lines_.find(whose);
    return found == lines_.end() ? 0 : found->second.cost;
  }
  // What has waited longest for this one; null: nothing does.
  const Item* OldestOf(const std::string& whose) const {
    const auto found = lines_.find(whose);
    return found == lines_.end() ? nullptr : &found->second.items.front().item;
  }

  void Push(const std::string& whose, size_t cost, Item item) {
    const auto at = lines_.try_emplace(whose).first;
    if (at->second.items.empty()) turns_.push_back(&*at);
    at->second.items.push_back({.item = std::move(item), .cost = cost});
    at->second.cost += cost;
    ++size_;
  }

  // The next one. There must be one.
  const Item& front() const { return turns_.front()->second.items.front().item; }
  Item Pop() {
    auto* const of = turns_.front();
    Line& line = of->second;
    Costly next = std::move(line.items.front());
    line.items.pop_front();
    line.cost -= next.cost;
    --size_;
    spent_ += next.cost;
    if (line.items.empty() || spent_ >= turn_) {
      spent_ = 0;
      turns_.pop_front();
      if (!line.items.empty()) turns_.push_back(of);
    }
    // `of` is in it.
    if (line.items.empty()) lines_.erase(lines_.find(of->first));
    return std::move(next.item);
  }

 private:
  struct Costly {
    Item item;
    size_t cost = 0;
  };
  struct Line {
    std::deque<Costly> items;
    size_t cost = 0;
  };
  using Lines = std::unordered_map<std::string, Line>;

  const size_t turn_;
  Lines lines_;  // of those for whom something waits
  // Whose turns are next. Pointers into the map: it moves nothing.
  std::deque<typename Lines::value_type*> turns_;
  size_t spent_ = 0;  // in the turn under way
  size_t size_ = 0;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_FAIR_QUEUE_H_
