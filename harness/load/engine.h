// Runs a load plan: decides when requests are sent, hands them to a fleet, and keeps the accounts.
//
// Open model: requests are taken up when they are due, whatever became of those before them; where
// as many streams are under way as may be, they wait in a queue. Closed model: each reader sends
// its next request when its last stream has ended and it has thought. Warm-up goes over into the
// window without a pause; after the window nothing more is scheduled, and what is under way or
// queued has the drain to end in. No request is ever sent twice.
#pragma once

#include "base/result.h"
#include "load/plan.h"
#include "load/result.h"

#include <functional>
#include <memory>
#include <string>

namespace ssert::load {

struct Hooks {
  // Each second, and once at the end, on the engine's thread. What it returns ends the run: the
  // words for it; empty: go on. It may be empty.
  std::function<std::string(const Result& so_far)> on_second;
};

class Engine {
 public:
  // `plan` outlives the engine. A Problem where its request cannot be sent.
  static base::Result<std::unique_ptr<Engine>> create(const Plan& plan);
  virtual ~Engine() = default;

  // Once. Blocks until the run is over.
  virtual Result run(const Hooks& hooks) = 0;

  // From any thread: nothing more is scheduled, what is under way ends as ABORTED, what is queued
  // is never sent.
  virtual void interrupt() = 0;
};

}  // namespace ssert::load
