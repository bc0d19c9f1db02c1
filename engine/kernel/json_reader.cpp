// The only file that knows simdjson: its on-demand API behind Value, with what it is lenient about.
#include "engine/kernel/json_reader.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/encoding.hpp"

#include <algorithm>
#include <memory>
#include <simdjson.h>

namespace ledger::json {
namespace {

namespace ondemand = simdjson::ondemand;

/// U+FFFF, a noncharacter, stands for each malformed byte in a copy made by `sanitised`.
constexpr std::string_view malformed_mark = "\xEF\xBF\xBF";

/// simdjson keeps about seven bytes for each byte of its largest document; whatever is larger than
/// this is read with memory of its own.
constexpr std::size_t largest_cached_bytes = std::size_t{1} << 20;

struct Scanner {
    ondemand::parser parser;
    std::string buffer;
    bool busy = false;
};

/// A scanner for one document.
class Lease {
public:
    explicit Lease(std::size_t document_bytes) {
        // A pure cache of allocations: nothing of one document is visible to the next, and a
        // document read inside another one, which finds the scanner busy, gets one of its own.
        thread_local Scanner cached;
        if (cached.busy || document_bytes > largest_cached_bytes) {
            own_ = std::make_unique<Scanner>();
        }
        scanner_ = own_ ? own_.get() : &cached;
        scanner_->busy = true;
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { scanner_->busy = false; }

    Scanner& operator*() const { return *scanner_; }

private:
    std::unique_ptr<Scanner> own_;
    Scanner* scanner_ = nullptr;
};

/// What was found out about the document while its values were read.
struct Findings {
    bool sanitised = false;       ///< The text is a copy that may hold `malformed_mark`.
    bool broken = false;          ///< The brackets, commas or colons do not add up: stop.
    bool malformed_name = false;  ///< A member's name has a bad escape.
};

bool is_space(char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

std::string_view without_trailing_space(std::string_view text) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

bool skip(std::string_view& text, char byte, char other) {
    if (text.empty() || (text.front() != byte && text.front() != other)) return false;
    text.remove_prefix(1);
    return true;
}
bool skip(std::string_view& text, char byte) { return skip(text, byte, byte); }

/// Whether there was at least one.
bool skip_digits(std::string_view& text) {
    std::size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
    text.remove_prefix(count);
    return count > 0;
}

/// RFC 8259 section 6.
bool is_number(std::string_view token) {
    skip(token, '-');
    if (!skip(token, '0') && !skip_digits(token)) return false;
    if (skip(token, '.') && !skip_digits(token)) return false;
    if (skip(token, 'e', 'E')) {
        skip(token, '+', '-');
        if (!skip_digits(token)) return false;
    }
    return token.empty();
}

Kind kind_of(std::string_view token) {
    switch (token.front()) {
        case '{': return Kind::object;
        case '[': return Kind::array;
        case '"': return Kind::string;
        case 't':
        case 'f': return token == "true" || token == "false" ? Kind::boolean : Kind::malformed;
        case 'n': return token == "null" ? Kind::null : Kind::malformed;
        default: return is_number(token) ? Kind::number : Kind::malformed;
    }
}

/// The name as it stands in the document, and whether it holds an escape.
struct EscapedName {
    std::string_view text;
    bool has_escapes = false;
};
EscapedName escaped_name(const char* name) {
    std::size_t size = 0;
    bool has_escapes = false;
    for (; name[size] != '"'; ++size) {
        if (name[size] != '\\') continue;
        has_escapes = true;
        ++size;
    }
    return {{name, size}, has_escapes};
}

/// Follows a document byte by byte: which bytes are inside of strings.
class Quotes {
public:
    /// Whether `byte` is inside of a string, its quotes not counted.
    bool inside(char byte) {
        const bool was_inside = inside_;
        if (byte == '"' && !escaped_) inside_ = !inside_;
        escaped_ = inside_ && byte == '\\' && !escaped_;
        return was_inside && inside_;
    }

private:
    bool inside_ = false;
    bool escaped_ = false;
};

/// A copy in which `malformed_mark` replaces each byte that simdjson would refuse the whole
/// document for: those that are not UTF-8, and control characters inside strings.
std::string sanitised(std::string_view text) {
    std::string copy;
    copy.reserve(text.size() + text.size() / 8);
    Quotes quotes;
    while (!text.empty()) {
        const std::size_t size = utf8_sequence(text);
        const char byte = text.front();
        const bool control = quotes.inside(byte) && static_cast<unsigned char>(byte) < 0x20;
        copy += size == 0 || control ? malformed_mark : text.substr(0, size);
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return copy;
}

}  // namespace

/// simdjson's value, and what it belongs to.
class Cursor {
public:
    Cursor(ondemand::value value, Findings& findings) : value_{value}, findings_{findings} {}

    /// Shows the value to `visit`. False when there is no value in its place, or it is broken.
    bool show(FunctionRef<void(Value&)> visit) {
        constexpr std::string_view no_value = "]},:";
        const std::string_view text = token();
        if (text.empty() || no_value.find(text.front()) != no_value.npos) return broken();
        Value value{*this, kind_of(text)};
        visit(value);
        return !findings_.broken;
    }
    bool broken() {
        findings_.broken = true;
        return false;
    }
    /// From the value's first byte to the next token.
    std::string_view token() { return without_trailing_space(value_.raw_json_token()); }

    bool read_string(std::string_view& out) {
        const std::string_view escaped = token();
        if (findings_.sanitised && escaped.find(malformed_mark) != escaped.npos) return false;
        if (escaped.find('\\') == escaped.npos) {
            if (escaped.size() < 2 || escaped.back() != '"') return false;
            out = escaped.substr(1, escaped.size() - 2);
            return true;
        }
        // simdjson lets a lone low surrogate pass.
        return value_.get_string().get(out) == simdjson::SUCCESS && is_utf8(out);
    }
    std::string_view name_of(ondemand::field& field) {
        const auto [escaped, has_escapes] = escaped_name(field.key().raw());
        if (!has_escapes) return escaped;
        std::string_view name;
        if (field.unescaped_key().get(name) == simdjson::SUCCESS && is_utf8(name)) return name;
        findings_.malformed_name = true;
        return escaped;
    }
    template <class Container>
    std::string_view raw_of(simdjson::simdjson_result<Container> result) {
        Container container;
        std::string_view text;
        if (std::move(result).get(container) != simdjson::SUCCESS ||
            container.raw_json().get(text) != simdjson::SUCCESS)
            broken();
        return without_trailing_space(text);
    }

    ondemand::value& value() { return value_; }
    Findings& findings() { return findings_; }

private:
    ondemand::value value_;
    Findings& findings_;
};

bool Value::boolean() const {
    LEDGER_ASSERT(kind_ == Kind::boolean);
    return cursor_->token() == "true";
}

std::string_view Value::number() const {
    LEDGER_ASSERT(kind_ == Kind::number);
    return cursor_->token();
}

bool Value::read_string(std::string_view& out) const {
    LEDGER_ASSERT(kind_ == Kind::string);
    return cursor_->read_string(out);
}

std::string_view Value::raw() const {
    if (kind_ == Kind::object) return cursor_->raw_of(cursor_->value().get_object());
    if (kind_ == Kind::array) return cursor_->raw_of(cursor_->value().get_array());
    return cursor_->token();
}

bool Value::for_each_member(FunctionRef<void(std::string_view name, Value&)> visit) {
    LEDGER_ASSERT(kind_ == Kind::object);
    ondemand::object object;
    if (cursor_->value().get_object().get(object) != simdjson::SUCCESS) return cursor_->broken();
    for (auto result : object) {
        ondemand::field field;
        if (std::move(result).get(field) != simdjson::SUCCESS) return cursor_->broken();
        const std::string_view name = cursor_->name_of(field);
        Cursor member{field.value(), cursor_->findings()};
        if (!member.show([&](Value& value) { visit(name, value); })) return false;
    }
    return true;
}

bool Value::for_each_element(FunctionRef<void(Value&)> visit) {
    LEDGER_ASSERT(kind_ == Kind::array);
    ondemand::array array;
    if (cursor_->value().get_array().get(array) != simdjson::SUCCESS) return cursor_->broken();
    for (auto result : array) {
        ondemand::value value;
        if (std::move(result).get(value) != simdjson::SUCCESS) return cursor_->broken();
        if (!Cursor{value, cursor_->findings()}.show(visit)) return false;
    }
    return true;
}

std::size_t Value::depth() const {
    if (kind_ != Kind::object && kind_ != Kind::array) return 0;
    std::size_t depth = 0;
    std::size_t deepest = 0;
    Quotes quotes;
    for (const char byte : raw()) {
        if (quotes.inside(byte)) continue;
        if (byte == '[' || byte == '{') deepest = std::max(deepest, ++depth);
        if ((byte == ']' || byte == '}') && depth > 0) --depth;
    }
    return deepest;
}

namespace {

/// Reads the document as the one element of an array around it, so that a root is a value like any
/// other and the last token is always a bracket: nothing can be read past it.
simdjson::error_code scan(std::string_view text, Findings& findings,
                          FunctionRef<void(Value&)> visit) {
    const Lease lease{text.size()};
    std::string& buffer = (*lease).buffer;
    buffer.assign(1, '[').append(text).push_back(']');
    const std::size_t size = buffer.size();
    buffer.append(simdjson::SIMDJSON_PADDING, ' ');

    ondemand::document document;
    ondemand::array around;
    simdjson::error_code failure =
        (*lease).parser.iterate(buffer.data(), size, buffer.size()).get(document);
    if (failure == simdjson::SUCCESS) failure = document.get_array().get(around);
    if (failure != simdjson::SUCCESS) return failure;

    bool visited = false;
    for (auto result : around) {
        ondemand::value root;
        if (visited || std::move(result).get(root) != simdjson::SUCCESS)
            return simdjson::TAPE_ERROR;
        visited = true;
        if (!Cursor{root, findings}.show(visit)) return simdjson::TAPE_ERROR;
    }
    const bool at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    return visited && at_end ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
}

Error body_error(std::string_view rule, std::string message) {
    return invalid_fields({FieldError{"", std::string{rule}, std::move(message), {}}});
}

}  // namespace

Result<void> read(std::string_view text, FunctionRef<void(Value& root)> visit) {
    Findings findings;
    simdjson::error_code failure = scan(text, findings, visit);
    // Both are found before the first value is shown.
    if (failure == simdjson::UTF8_ERROR || failure == simdjson::UNESCAPED_CHARS) {
        findings.sanitised = true;
        failure = scan(sanitised(text), findings, visit);
    }
    if (failure != simdjson::SUCCESS)
        return fail(body_error("json", "the body is not well-formed JSON"));
    if (findings.sanitised || findings.malformed_name)
        return fail(body_error("utf8", "the body holds text that is not well-formed UTF-8"));
    return {};
}

}  // namespace ledger::json
