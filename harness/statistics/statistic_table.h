// The statistics that an objective may ask of a metric of many values.
#pragma once

#include "statistics/objective.h"

#include <array>
#include <optional>
#include <string_view>

namespace ssert::statistics {

struct StatisticRow {
  Statistic statistic{};
  std::string_view name;
  std::optional<double> quantile;
};

inline constexpr std::array<StatisticRow, 9> statistic_rows{{
    {.statistic = Statistic::min, .name = "min", .quantile = std::nullopt},
    {.statistic = Statistic::mean, .name = "mean", .quantile = std::nullopt},
    {.statistic = Statistic::p50, .name = "p50", .quantile = 0.5},
    {.statistic = Statistic::p90, .name = "p90", .quantile = 0.9},
    {.statistic = Statistic::p95, .name = "p95", .quantile = 0.95},
    {.statistic = Statistic::p99, .name = "p99", .quantile = 0.99},
    {.statistic = Statistic::p999, .name = "p999", .quantile = 0.999},
    {.statistic = Statistic::max, .name = "max", .quantile = std::nullopt},
    {.statistic = Statistic::count, .name = "count", .quantile = std::nullopt},
}};

}  // namespace ssert::statistics
