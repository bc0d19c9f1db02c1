// The figures of /metrics by name and labels, as they are written: `nociq_view_state{view="a",…}`.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <string_view>

namespace ledger::test {

using FigureMap = std::map<std::string, std::string, std::less<>>;

/// Fails the test unless every line is as Prometheus wants it: a family's help, its type, then its
/// samples, each of them once.
inline FigureMap figures_of(std::string_view text) {
    FigureMap figures;
    std::map<std::string, std::string, std::less<>> types;
    std::string family;
    REQUIRE(text.ends_with('\n'));
    for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
        const std::string line{text.substr(0, end)};
        text.remove_prefix(end + 1);
        CAPTURE(line);
        if (line.starts_with("# HELP ")) {
            family = line.substr(7, line.find(' ', 7) - 7);
            CHECK(line.size() > 8 + family.size());
        } else if (line.starts_with("# TYPE ")) {
            CHECK(line.substr(7, family.size()) == family);
            const std::string type = line.substr(8 + family.size());
            CHECK((type == "counter" || type == "gauge"));
            CHECK((type == "counter") == family.ends_with("_total"));
            CHECK(types.emplace(family, type).second);
        } else {
            const std::size_t blank = line.rfind(' ');
            const std::string name = line.substr(0, blank);
            CHECK(name.substr(0, name.find('{')) == family);
            CHECK(types.contains(family));
            CHECK(figures.emplace(name, line.substr(blank + 1)).second);
        }
    }
    return figures;
}

}  // namespace ledger::test
