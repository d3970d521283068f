#include "http/date.h"

#include "http/syntax.h"

#include <algorithm>
#include <span>

namespace ssert::http {
namespace {

constexpr std::string_view day_names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                          "Friday", "Saturday", "Sunday"};
constexpr std::string_view month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// With the conversions of strftime.
constexpr std::string_view date_forms[] = {
    "%a, %d %b %Y %H:%M:%S GMT",  // IMF-fixdate
    "%A, %d-%b-%y %H:%M:%S GMT",  // rfc850-date
    "%a %b %e %H:%M:%S %Y",       // asctime-date
};

// Takes what a form asks for from the front of a text.
class DateText {
 public:
  explicit DateText(std::string_view text) : rest_(text) {}

  bool is_empty() const { return rest_.empty(); }

  bool take(char literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_conversion(char conversion) {
    switch (conversion) {
      case 'a':
        return take_name(day_names, 3);
      case 'A':
        return take_name(day_names, std::string_view::npos);
      case 'b':
        return take_name(month_names, 3);
      case 'd':
        return take_number({.digits = 2, .least = 1, .most = 31});
      case 'e':
        return take(' ') ? take_number({.digits = 1, .least = 1, .most = 9})
                         : take_number({.digits = 2, .least = 10, .most = 31});
      case 'H':
        return take_number({.digits = 2, .most = 23});
      case 'M':
        return take_number({.digits = 2, .most = 59});
      case 'S':
        return take_number({.digits = 2, .most = 60});  // 60 is a leap second
      case 'y':
        return take_number({.digits = 2, .most = 99});
      case 'Y':
        return take_number({.digits = 4, .most = 9999});
      default:
        return false;
    }
  }

 private:
  struct Number {
    std::size_t digits = 0;
    int least = 0;
    int most = 0;
  };

  bool take_number(const Number& number) {
    const auto digits = rest_.substr(0, number.digits);
    if (digits.size() < number.digits || !std::ranges::all_of(digits, is_digit)) return false;
    int value = 0;
    for (const char digit : digits) value = value * 10 + (digit - '0');
    rest_.remove_prefix(number.digits);
    return value >= number.least && value <= number.most;
  }

  bool take_name(std::span<const std::string_view> names, std::size_t length) {
    for (const auto name : names) {
      const auto written = name.substr(0, length);
      if (!rest_.starts_with(written)) continue;
      rest_.remove_prefix(written.size());
      return true;
    }
    return false;
  }

  std::string_view rest_;
};

bool has_form(std::string_view text, std::string_view form) {
  DateText date(text);
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool taken = form[i] == '%' ? date.take_conversion(form[++i]) : date.take(form[i]);
    if (!taken) return false;
  }
  return date.is_empty();
}

}  // namespace

bool is_http_date(std::string_view text) {
  return std::ranges::any_of(date_forms,
                             [&](std::string_view form) { return has_form(text, form); });
}

}  // namespace ssert::http
