#include "http/app/verb_request.hpp"

#include "engine/kernel/encoding.hpp"
#include "engine/kernel/json_writer.hpp"
#include "engine/kernel/query.hpp"
#include "http/app/remote.hpp"

namespace ledger::app {
namespace {

std::string_view given_as(const Given& given, std::string_view name) {
    const auto found = given.find(name);
    return found == given.end() ? std::string_view{} : found->second;
}

std::string list_json(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        if (end > 0) json::write(items.emplace_back(), text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return json::array_of(items);
}

std::string json_of(Form form, std::string_view text) {
    if (form == Form::list) return list_json(text);
    if (form == Form::json) return std::string{text};
    std::string json;
    append_json_of(json, form == Form::number ? TextKind::number : TextKind::string, text);
    return json;
}

}  // namespace

std::vector<std::string> placeholders_of(std::string_view path) {
    std::vector<std::string> names;
    for (std::size_t open = path.find('{'); open != path.npos; open = path.find('{', open + 1))
        names.emplace_back(path.substr(open + 1, path.find('}', open) - open - 1));
    return names;
}

std::string target_of(const Verb& verb, const Given& given) {
    std::string path{verb.path};
    for (const std::string& name : placeholders_of(verb.path)) {
        const std::string hole = "{" + name + "}";
        path.replace(path.find(hole), hole.size(), percent_encode(given_as(given, name)));
    }
    HeaderFields query;
    for (const VerbOption& option : verb.options)
        if (option.place == Place::query)
            query.emplace_back(option.member, given_as(given, option.flag));
    return path + query_of(query);
}

std::string body_of(const Verb& verb, const Given& given) {
    if (verb.method == Method::get || verb.method == Method::del) return "";
    json::ObjectWriter body;
    std::map<std::string, json::ObjectWriter, std::less<>> inner;
    for (const VerbOption& option : verb.options) {
        const std::string_view text = given_as(given, option.flag);
        if (option.place != Place::body || text.empty()) continue;
        const std::size_t dot = option.member.find('.');
        if (dot == option.member.npos) {
            body.add_raw(option.member, json_of(option.form, text));
        } else {
            inner[std::string{option.member.substr(0, dot)}].add_raw(option.member.substr(dot + 1),
                                                                     json_of(option.form, text));
        }
    }
    for (const auto& [name, object] : inner) body.add_raw(name, object.text());
    return body.text();
}

}  // namespace ledger::app
