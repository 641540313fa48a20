// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handlers.hpp"
#include "session.hpp"

#include <array>
#include <tuple>
#include <type_traits>

/// A plugin in C++17, header-only, over abi.h. Installed as <burrow/plugin.hpp>.
namespace burrow::plugin {

template <class T, class = void>
struct SettingsOf {
    using Type = void;
};
template <class T>
struct SettingsOf<T, std::void_t<typename T::Settings>> {
    using Type = typename T::Settings;
};
/// The nested type `Settings` of the first handler that has one, or void. It is made from `const Config&` at the start
/// and at each reload, and throws what a person should read if the configuration is wrong.
template <class First, class... Rest>
struct CommonSettings {
    using Own = typename SettingsOf<First>::Type;
    template <class... More>
    struct Next {
        using Type = void;
    };
    template <class Second, class... More>
    struct Next<Second, More...> {
        using Type = typename CommonSettings<Second, More...>::Type;
    };
    using Type = std::conditional_t<std::is_void_v<Own>, typename Next<Rest...>::Type, Own>;
};

/// One instance: its services and its configuration. Thread: any.
template <class... Handlers>
class Instance final : public InstanceBase {
public:
    using Settings = typename CommonSettings<Handlers...>::Type;

    explicit Instance(const burrow_host* host) : InstanceBase(host) {
        std::apply([this](auto&... each) { (this->attach(each), ...); }, m_services);
    }
    void configure(const char* json) {
        auto next = std::make_shared<Snapshot>();
        next->config = Config(json);
        if constexpr (!std::is_void_v<Settings>)
            next->settings = std::make_shared<const Settings>(next->config);
        replace(std::move(next));
    }
    template <class T>
    T& service() noexcept {
        return std::get<T>(m_services);
    }
    void describe(Fields& fields) {
        if constexpr (!std::is_void_v<Settings>)
            describeSettings(*static_cast<const Settings*>(snapshot()->settings.get()), fields, 0);
        std::apply([&](auto&... each) { (describeService(each, fields), ...); }, m_services);
    }

private:
    template <class T>
    struct NoService {};
    template <class T>
    using ServiceOrNot = std::conditional_t<std::is_base_of_v<Service, T>, T, NoService<T>>;

    template <class T>
    void attach(T& each) noexcept {
        if constexpr (std::is_base_of_v<Service, T>)
            each.attach(*this);
    }
    template <class T>
    static void describeService(const T& each, Fields& fields) {
        if constexpr (std::is_base_of_v<Service, T>)
            each.describe(fields);
    }
    template <class S>
    static auto describeSettings(const S& settings, Fields& fields, int) -> decltype(settings.describe(fields)) {
        return settings.describe(fields);
    }
    template <class S>
    static void describeSettings(const S&, Fields&, long) {}

    std::tuple<ServiceOrNot<Handlers>...> m_services;
};

/// The tables of a plugin with these handlers: classes derived from Session, DatagramHandler, HttpHandler.
template <class... Handlers>
class Plugin {
    static_assert(sizeof...(Handlers) > 0, "a plugin has at least one handler");
    using Own = Instance<Handlers...>;

public:
    static const burrow_plugin* table(const char* id, const char* version) noexcept {
        static const std::array<burrow_kind, sizeof...(Handlers)> kinds{kindOf<Handlers>()...};
        static const std::array<const burrow_kind*, sizeof...(Handlers)> pointers = pointTo(kinds);
        static const burrow_plugin plugin{
            sizeof(burrow_plugin), BURROW_ABI_MAJOR, BURROW_ABI_MINOR, sizeof...(Handlers), id, version,
            pointers.data(),       create,           destroy,          configure,           describe};
        return &plugin;
    }

private:
    static std::array<const burrow_kind*, sizeof...(Handlers)>
    pointTo(const std::array<burrow_kind, sizeof...(Handlers)>& kinds) noexcept {
        std::array<const burrow_kind*, sizeof...(Handlers)> pointers{};
        for (std::size_t i = 0; i < kinds.size(); ++i)
            pointers[i] = &kinds[i];
        return pointers;
    }
    template <class T>
    static burrow_kind kindOf() noexcept {
        if constexpr (std::is_base_of_v<Session, T>) {
            return {sizeof(burrow_kind), 0, "stream", StreamBorder<T>::table()};
        } else if constexpr (std::is_base_of_v<DatagramHandler, T>) {
            static const burrow_datagram_handler handler{sizeof handler, 0, receiveDatagram<T>};
            return {sizeof(burrow_kind), 0, "datagram", &handler};
        } else {
            static_assert(std::is_base_of_v<HttpHandler, T>, "derive from Session, DatagramHandler or HttpHandler");
            static const burrow_http_handler handler{sizeof handler, 0, T::bodyLimit, handleHttp<T>};
            return {sizeof(burrow_kind), 0, "http", &handler};
        }
    }
    static Own& of(void* instance) noexcept { return *static_cast<Own*>(static_cast<InstanceBase*>(instance)); }

    template <class T>
    static burrow_status receiveDatagram(void* instance, burrow_flow* flow, burrow_bytes in) noexcept {
        return atBorder(of(instance), nullptr, "receive()", [&]() -> burrow_status {
            Flow sender(of(instance).host, flow);
            of(instance).template service<T>().receive(toView(in), sender);
            return BURROW_OK;
        });
    }
    template <class T>
    static burrow_status handleHttp(void* instance, const burrow_http_request* request,
                                    burrow_http_exchange* exchange) noexcept {
        Exchange answer(of(instance).host, exchange); // answers 500 if an exception takes it down
        atBorder(of(instance), nullptr, "handle()", [&]() -> burrow_status {
            of(instance).template service<T>().handle(Request(*request), std::move(answer));
            return BURROW_OK;
        });
        return BURROW_OK;
    }

    template <class Function>
    static burrow_status withReason(burrow_error* error, Function&& function) noexcept {
        try {
            function();
            return BURROW_OK;
        } catch (const std::bad_alloc&) {
            burrow_error_set(error, BURROW_E_OVERLOADED, "out of memory");
            return BURROW_E_OVERLOADED;
        } catch (const std::exception& problem) {
            burrow_error_set(error, BURROW_E_MISUSE, problem.what());
        } catch (...) {
            burrow_error_set(error, BURROW_E_BUG, "not a std::exception was thrown");
        }
        return BURROW_E_MISUSE;
    }
    static void* create(const burrow_host* host, const char* json, burrow_error* error) noexcept {
        InstanceBase* made = nullptr;
        withReason(error, [&] {
            auto instance = std::make_unique<Own>(host);
            instance->configure(json);
            made = instance.release();
        });
        return made;
    }
    static void destroy(void* instance) noexcept { delete static_cast<InstanceBase*>(instance); }
    static burrow_status configure(void* instance, const char* json, burrow_error* error) noexcept {
        return withReason(error, [&] { of(instance).configure(json); });
    }
    static void describe(void* instance, burrow_fields* fields) noexcept {
        atBorder(of(instance), nullptr, "describe()", [&]() -> burrow_status {
            Fields writer(of(instance).host, fields);
            of(instance).describe(writer);
            return BURROW_OK;
        });
    }
};

} // namespace burrow::plugin

/// Defines the entry function: BURROW_PLUGIN("org.example.finger", "1.2.0", Finger), at namespace scope, once.
#define BURROW_PLUGIN(id, version, ...)                                                                                \
    extern "C" BURROW_EXPORT const burrow_plugin* burrow_plugin_entry(std::uint32_t hostMajor, std::uint32_t) {        \
        return hostMajor == BURROW_ABI_MAJOR ? ::burrow::plugin::Plugin<__VA_ARGS__>::table(id, version) : nullptr;    \
    }
