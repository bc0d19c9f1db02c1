// A borrowed callable: two words, no allocation; must not outlive what it refers to.
#pragma once

#include <type_traits>
#include <utility>

namespace ledger {

template <class Signature>
class FunctionRef;

template <class Return, class... Args>
class FunctionRef<Return(Args...)> {
public:
    template <class F>
        requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef> &&
                 std::is_invocable_r_v<Return, F&, Args...>)
    FunctionRef(F&& callable)  // NOLINT(google-explicit-constructor): a lambda is passed as it is.
        : target_{const_cast<void*>(static_cast<const void*>(&callable))},
          call_{call_target<std::remove_reference_t<F>>} {}

    // NOLINTNEXTLINE(performance-unnecessary-value-param): as the signature says.
    Return operator()(Args... args) const { return call_(target_, std::forward<Args>(args)...); }

private:
    template <class F>
    // NOLINTNEXTLINE(performance-unnecessary-value-param): as the signature says.
    static Return call_target(void* target, Args... args) {
        return (*static_cast<F*>(target))(std::forward<Args>(args)...);
    }

    void* target_;
    Return (*call_)(void*, Args...);
};

}  // namespace ledger
