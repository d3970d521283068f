#include "report/exit_status.h"

namespace ssert::report {

bool counts_for_exit(const TargetReport& target, std::string_view verdict) {
  if (verdict == "fail") return true;
  if (verdict == "warn") return target.fail_on != "fail";
  return verdict == "not-shown" && target.fail_on == "not-shown";
}

}  // namespace ssert::report
