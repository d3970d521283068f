// What a person sees of a load run while it goes on: one line a second on stderr, redrawn at a
// terminal.
#pragma once

#include "load/result.h"

namespace ssert::cli {

class LoadProgress {
 public:
  explicit LoadProgress(bool quiet);
  ~LoadProgress();  // takes the line away: the report follows
  LoadProgress(const LoadProgress&) = delete;
  LoadProgress& operator=(const LoadProgress&) = delete;

  void show(const load::Result& so_far);

 private:
  bool quiet_;
  bool redraws_;
  int shown_ = 0;  // times
};

}  // namespace ssert::cli
