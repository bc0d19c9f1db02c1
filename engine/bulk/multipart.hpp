// A body of type multipart/form-data (RFC 7578) as it arrives: what a browser's form sends.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ledger::bulk {

/// What the head of a part says.
struct PartHead {
    std::string name;
    std::string file_name;     ///< Empty when it has none.
    std::string content_type;  ///< Without parameters, lower case; empty when it has none.
};

/// Splits a body into its parts. Lines end in CR LF; what stands before the first delimiter and
/// behind the last one is passed over.
class Multipart {
public:
    /// Of `boundary`, which RFC 2046 allows 70 characters.
    static constexpr std::size_t max_boundary_bytes = 70;
    static constexpr std::size_t max_head_bytes = std::size_t{8} << 10;

    explicit Multipart(std::string_view boundary) : delimiter_{"\r\n--" + std::string{boundary}} {}

    /// Who gets what is read. An error of either ends the reading with that error.
    struct Sink {
        FunctionRef<Result<void>(const PartHead&)> open;
        FunctionRef<Result<void>(std::string_view)> content;
    };
    Result<void> feed(std::string_view bytes, const Sink& sink);
    /// An error unless the last delimiter was there.
    Result<void> finish() const;

private:
    enum class State { preamble, delimiter, head, content, epilogue };

    Result<bool> step(const Sink& sink);
    Result<bool> take_delimiter();
    Result<bool> take_head(const Sink& sink);
    Result<bool> take_content(const Sink& sink);

    std::string delimiter_;
    std::string buffer_ = "\r\n";  ///< The first delimiter may be the body's first line.
    State state_ = State::preamble;
};

}  // namespace ledger::bulk
