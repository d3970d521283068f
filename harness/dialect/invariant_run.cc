#include "base/text.h"
#include "dialect/limits.h"
#include "dialect/running.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace ssert::dialect {
namespace {

using violation::Code;

struct GroupKey {
  std::string text;
  std::string shown;  // " of 0, 1"; empty without `per`
};

// What the invariants have in common: which values they look at, by which key, within limits.
class Base : public InvariantRun {
 public:
  Base(const Invariant& invariant, const Grammar& grammar)
      : invariant_(invariant), grammar_(grammar) {}

  void on_event(const Judged& judged, const Report& report) override {
    if (!invariant_.kinds[judged.kind]) return;
    bool truncated = false;
    for (const auto& found : invariant_.place.find_all(judged.subject, truncated)) {
      if (!found.is_absent()) on_value(judged, found, report);
    }
    if (truncated)
      report.add_limit(limit_said_, fmt::format("more than {} values at {}",
                                                base::with_thousands(limits::values_of_place),
                                                invariant_.place.text()));
  }

 protected:
  virtual void on_value(const Judged& judged, const Found& found, const Report& report) = 0;

  GroupKey key_of(const Judged& judged, const Found& found, const std::vector<Place>& per) const {
    GroupKey key;
    for (const auto& place : per) {
      const auto part_found =
          place.find_bound(judged.subject, found, place.stars_shared_with(invariant_.place));
      const auto part = digest(canonical(part_found));
      fmt::format_to(std::back_inserter(key.text), "{}:{}", part.size(), part);
      key.shown += (key.shown.empty() ? " of " : ", ") + shown(part_found);
    }
    return key;
  }

  bool keep(std::size_t bytes, const Report& report) {
    return say_where_full(budget_.take(bytes), report);
  }
  bool keep_more(std::size_t bytes, const Report& report) {
    return say_where_full(budget_.take_more(bytes), report);
  }

  void broken(const Report& report, const std::string& detail) const {
    report.add(Code::invariant_broken, fmt::format("{} {}", invariant_.place.text(), detail));
  }

  const Invariant& invariant() const { return invariant_; }
  const Grammar& grammar() const { return grammar_; }
  Budget& budget() { return budget_; }

 private:
  bool say_where_full(bool kept, const Report& report) {
    if (!kept)
      report.add_limit(limit_said_, fmt::format("{}: too much to remember; not judged further",
                                                invariant_.place.text()));
    return kept;
  }

  const Invariant& invariant_;
  const Grammar& grammar_;
  Budget budget_;
  bool limit_said_ = false;
};

class MonotoneByOne : public Base {
 public:
  using Base::Base;

 private:
  void on_value(const Judged& judged, const Found& found, const Report& report) override {
    const auto value = found.value == nullptr ? std::nullopt : found.value->as_integer();
    if (!value) return;
    const auto key = key_of(judged, found, invariant().per);
    const auto previous = last_.find(key.text);
    if (previous == last_.end()) {
      if (!keep(key.text.size(), report)) return;
      last_.emplace(key.text, Last{.value = *value});
      if (invariant().first && *value != *invariant().first)
        broken(report,
               fmt::format("is {} first{}; expected {}", *value, key.shown, *invariant().first));
      return;
    }
    auto& [before, repeats, counts] = previous->second;
    if (invariant().or_constant && !counts && *value == before) {
      ++repeats;
      return;
    }
    if (std::exchange(repeats, 0) > 0)
      broken(report,
             fmt::format("is {} more than once before {}{}: repeated", before, *value, key.shown));
    counts = true;
    const auto last = std::exchange(before, *value);
    if (last < INT64_MAX && *value == last + 1) return;
    broken(report, fmt::format("is {} after {}{}: {}", *value, last, key.shown,
                               *value == last  ? "repeated"
                               : *value < last ? "goes back"
                                               : "a gap"));
  }

  struct Last {
    std::int64_t value = 0;
    std::uint64_t repeats = 0;  // of the first value, while nothing else came
    bool counts = false;        // another value came
  };
  std::unordered_map<std::string, Last> last_;
};

class NotDecreasing : public Base {
 public:
  using Base::Base;

 private:
  void on_value(const Judged& judged, const Found& found, const Report& report) override {
    const auto value = found.value == nullptr ? std::nullopt : found.value->as_number();
    if (!value) return;
    const auto key = key_of(judged, found, invariant().per);
    const auto previous = last_.find(key.text);
    if (previous == last_.end()) {
      if (keep(key.text.size(), report))
        last_.emplace(key.text, Last{.number = *value, .shown = shown(found)});
      return;
    }
    const auto before = std::exchange(previous->second, {.number = *value, .shown = shown(found)});
    if (*value < before.number)
      broken(report, fmt::format("is {} after {}{}", shown(found), before.shown, key.shown));
  }

  struct Last {
    double number = 0;
    std::string shown;
  };
  std::unordered_map<std::string, Last> last_;
};

class Constant : public Base {
 public:
  using Base::Base;

 private:
  void on_value(const Judged& judged, const Found& found, const Report& report) override {
    const auto key = key_of(judged, found, invariant().per);
    auto value = digest(canonical(found));
    const auto previous = first_.find(key.text);
    if (previous == first_.end()) {
      if (keep(key.text.size() + value.size(), report))
        first_.emplace(key.text, First{.digest = std::move(value), .shown = shown(found)});
      return;
    }
    if (value == previous->second.digest) return;
    broken(report, fmt::format("is {}, before it was {}{}", shown(found), previous->second.shown,
                               key.shown));
    previous->second = {.digest = std::move(value), .shown = shown(found)};
  }

  struct First {
    std::string digest;
    std::string shown;
  };
  std::unordered_map<std::string, First> first_;
};

class Unique : public Base {
 public:
  using Base::Base;

 private:
  void on_value(const Judged& judged, const Found& found, const Report& report) override {
    const auto key = key_of(judged, found, invariant().per);
    auto value = digest(canonical(found));
    if (invariant().place.source() == Place::Source::id) {
      // An event without an id of its own inherits the last one, and none at all is no id.
      if (found.field->empty() || value == last_id_) return;
      last_id_ = value;
    }
    auto entry = key.text + value;
    if (seen_.contains(entry)) {
      broken(report, fmt::format("is {} again{}", shown(found), key.shown));
      return;
    }
    if (keep(entry.size(), report)) seen_.insert(std::move(entry));
  }

  std::unordered_set<std::string> seen_;
  std::string last_id_;
};

class Equal : public Base {
 public:
  using Base::Base;

 private:
  void on_value(const Judged& judged, const Found& found, const Report& report) override {
    const auto& to = *invariant().to;
    const auto other =
        to.find_bound(judged.subject, found, to.stars_shared_with(invariant().place));
    if (other.is_absent() || canonical(found) == canonical(other)) return;
    broken(report, fmt::format("is {}, and {} is {}", shown(found), to.text(), shown(other)));
  }
};

// Joins the strings of a key, within the limit.
class Joined : public Base {
 public:
  using Base::Base;

 protected:
  void on_value(const Judged& judged, const Found& found, const Report& report) override {
    const auto text = string_of(found);
    if (!text) return;
    const auto key = key_of(judged, found, invariant().per);
    auto entry = texts_.find(key.text);
    if (entry == texts_.end()) {
      if (!keep(key.text.size(), report)) {
        incomplete_ = true;
        return;
      }
      entry = texts_.emplace(key.text, Text{.shown_key = key.shown}).first;
    }
    auto& joined = entry->second;
    if (joined.dropped || !keep_more(text->size(), report)) {
      joined.dropped = true;
      return;
    }
    joined.text += *text;
  }

  struct Text {
    std::string text;
    std::string shown_key;
    bool dropped = false;  // too long: not judged
  };
  std::unordered_map<std::string, Text>& texts() { return texts_; }
  bool incomplete() const { return incomplete_; }  // some key was not kept

 private:
  std::unordered_map<std::string, Text> texts_;
  bool incomplete_ = false;
};

class JoinedEqualsFinal : public Joined {
 public:
  using Joined::Joined;

  void on_event(const Judged& judged, const Report& report) override {
    if (judged.kind == *invariant().final_kind) {
      judge(judged, report);
    } else {
      Joined::on_event(judged, report);
    }
  }

 private:
  void judge(const Judged& judged, const Report& report) {
    const auto found = invariant().final_place->find_bound(judged.subject, {}, 0);
    const auto final_text = string_of(found);
    if (!final_text) return;
    const auto key = key_of(judged, {}, invariant().final_per);
    const auto entry = texts().find(key.text);
    if (entry == texts().end() && incomplete()) return;
    const Text joined = entry == texts().end() ? Text{} : std::move(entry->second);
    if (entry != texts().end()) {
      budget().give_back(joined.text.size());
      texts().erase(entry);
    }
    if (joined.dropped || joined.text == *final_text) return;
    const auto differ =
        static_cast<std::size_t>(std::mismatch(joined.text.begin(), joined.text.end(),
                                               final_text->begin(), final_text->end())
                                     .first -
                                 joined.text.begin());
    broken(report,
           fmt::format("joined{} is {}, {} of {} is {}; they differ from byte {}", key.shown,
                       base::counted(joined.text.size(), "byte"), invariant().final_place->text(),
                       grammar().kinds[*invariant().final_kind].name,
                       base::counted(final_text->size(), "byte"), differ));
  }
};

class JoinedIsJson : public Joined {
 public:
  using Joined::Joined;

  void on_event(const Judged& judged, const Report& report) override {
    if (!invariant().unless.empty() && holds(invariant().unless, judged.subject)) waived_ = true;
    Joined::on_event(judged, report);
  }

  void finish(const Report& report) override {
    if (waived_) return;
    for (const auto& [key, joined] : texts()) {
      if (joined.dropped) continue;
      const auto read = read_json(joined.text);
      if (read.fault != JsonFault::not_json) continue;
      broken(report, fmt::format("joined{} is not JSON: {}", joined.shown_key, read.reason));
    }
  }

 private:
  bool waived_ = false;
};

}  // namespace

void Report::add(violation::Code code, std::string detail) const {
  if (!sink_) return;
  sink_({.code = code,
         .offset = range_.begin,
         .length = range_.end - range_.begin,
         .detail = std::move(detail)});
}

void Report::add_limit(bool& already_said, std::string detail) const {
  if (already_said) return;
  already_said = true;
  add(Code::interpreter_limit, std::move(detail));
}

bool Budget::take(std::size_t bytes) {
  if (entries_ >= limits::kept_entries || !take_more(bytes)) return false;
  ++entries_;
  return true;
}

bool Budget::take_more(std::size_t bytes) {
  if (bytes > limits::kept_bytes - bytes_) return false;
  bytes_ += bytes;
  return true;
}

void Budget::give_back(std::size_t bytes) {
  if (entries_ > 0) --entries_;
  bytes_ -= std::min(bytes, bytes_);
}

std::string digest(std::string canonical_text) {
  if (canonical_text.size() <= limits::kept_value_bytes) return canonical_text;
  return fmt::format("#{}:{}", canonical_text.size(), std::hash<std::string>{}(canonical_text));
}

std::unique_ptr<InvariantRun> make_invariant_run(const Invariant& invariant,
                                                 const Grammar& grammar) {
  switch (invariant.type) {
    case InvariantType::monotone_by_one:
      return std::make_unique<MonotoneByOne>(invariant, grammar);
    case InvariantType::not_decreasing:
      return std::make_unique<NotDecreasing>(invariant, grammar);
    case InvariantType::constant:
      return std::make_unique<Constant>(invariant, grammar);
    case InvariantType::unique:
      return std::make_unique<Unique>(invariant, grammar);
    case InvariantType::equal:
      return std::make_unique<Equal>(invariant, grammar);
    case InvariantType::joined_equals_final:
      return std::make_unique<JoinedEqualsFinal>(invariant, grammar);
    case InvariantType::joined_is_json:
      return std::make_unique<JoinedIsJson>(invariant, grammar);
  }
  return nullptr;
}

}  // namespace ssert::dialect
