# Every library that the build needs, from the distribution's packages (tools/packages.txt names them).
find_package(Threads REQUIRED)
find_package(Boost 1.81 QUIET COMPONENTS url)
if(NOT Boost_FOUND)
  message(FATAL_ERROR
    "Boost 1.81 or newer was not found.\n"
    "  Debian 12: apt-get install libboost1.81-dev libboost-url1.81-dev; newer: libboost-dev libboost-url-dev.\n"
    "  A Boost of your own: cmake -DBoost_ROOT=/path/to/boost ...")
endif()
find_package(nlohmann_json 3.9 CONFIG REQUIRED)
find_package(fmt 9 CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(ZLIB REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)  # tells no version; with civetweb, which serves its /metrics

# Chart.js stands inside each HTML report of a load run.
find_file(SSERT_CHART_JS NAMES chart.min.js chart.umd.js
  PATHS /usr/share/javascript/chart.js /usr/share/nodejs/chart.js/dist
  DOC "Chart.js, in one file")
if(NOT SSERT_CHART_JS)
  message(FATAL_ERROR "Chart.js was not found.\n"
    "  Debian, Ubuntu: apt-get install libjs-chart.js\n"
    "  One of your own: cmake -DSSERT_CHART_JS=/path/to/chart.min.js ...")
endif()

# Asio and Beast are compiled once, here; every other file only declares them.
add_library(boost_net STATIC ${CMAKE_CURRENT_LIST_DIR}/boost_net.cc)
target_compile_definitions(boost_net PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(boost_net PUBLIC Boost::headers Threads::Threads)
target_compile_options(boost_net PRIVATE -w)

if(SSERT_TESTS)
  find_package(GTest CONFIG REQUIRED)
endif()
