// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/in_process.hpp"
#include "netprotocols/http/router.hpp"

#include <QtTest>

#include <thread>

using namespace burrow;
using namespace burrow::http;
using namespace std::chrono_literals;

namespace {

Handler named(std::string name) {
    return [name](const Request& request, Exchange exchange) {
        std::string text = name;
        for (std::size_t i = 0; i < request.parts().paramCount; ++i)
            text += " " + std::string(request.parts().params[i].name) + "=" +
                    std::string(request.parts().params[i].value);
        (void)exchange.respond(200, text);
    };
}

Router sample() {
    Router router;
    router.get("/", named("root"));
    router.get("/users", named("users"));
    router.get("/users/me", named("me"));
    router.get("/users/<int:id>", named("int"));
    router.get("/users/<uuid:key>", named("uuid"));
    router.get("/users/<name>", named("any"));
    router.get("/users/<int:id>/posts/<int:post>", named("post"));
    router.post("/users", named("create"));
    router.get("/files/<path:rest>", named("rest"));
    router.get("/files/special", named("special"));
    router.post("/users/me", named("post-me"));
    return router;
}

} // namespace

class RouterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finds_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("answer");
        const auto row = [](const char* method, const char* target, int status, const char* answer) {
            QTest::addRow("%s %s", method, target) << method << target << status << answer;
        };
        row("GET", "/", 200, "root");
        row("GET", "/users", 200, "users");
        row("GET", "/users?x=1", 200, "users");
        row("POST", "/users", 200, "create");
        row("HEAD", "/users", 200, "");
        row("GET", "/users/me", 200, "me");
        row("GET", "/users/42", 200, "int id=42");
        row("GET", "/users/-42", 200, "int id=-42");
        row("GET", "/users/12345678901234567890", 200, "any name=12345678901234567890");
        row("GET", "/users/123e4567-e89b-12d3-a456-426614174000", 200,
            "uuid key=123e4567-e89b-12d3-a456-426614174000");
        row("GET", "/users/ana", 200, "any name=ana");
        row("GET", "/users/an%61", 200, "any name=ana");
        row("GET", "/users/a%2Fb", 200, "any name=a%2Fb");
        row("GET", "/users/42/posts/7", 200, "post id=42 post=7");
        row("GET", "/users/42/posts/x", 404, "404 Not Found\n");
        row("GET", "/users/", 404, "404 Not Found\n");
        row("GET", "/files/", 200, "rest rest=");
        row("GET", "/files", 200, "rest rest=");
        row("GET", "/files/a/b.txt", 200, "rest rest=a/b.txt");
        row("GET", "/files/special", 200, "special");
        row("GET", "/files/../users/me", 200, "me");
        row("GET", "/files/%2e%2e/users/me", 200, "me");
        row("GET", "/../../users", 200, "users");
        row("GET", "/none", 404, "404 Not Found\n");
        row("DELETE", "/users", 405, "405 Method Not Allowed\n");
        row("DELETE", "/users/me", 405, "405 Method Not Allowed\n");
        row("OPTIONS", "/users", 204, "");
        row("GET", "/a%zz", 400, "400 Bad Request\n");
        row("GET", "/a%00b", 400, "400 Bad Request\n");
    }
    void finds() {
        QFETCH(QString, method);
        QFETCH(QString, target);
        QFETCH(int, status);
        QFETCH(QString, answer);
        const Router router = sample();
        QVERIFY(!router.firstError());
        const auto response = call(router, {.method = method.toStdString(), .target = target.toStdString()});
        QVERIFY(response.has_value());
        QCOMPARE(response->status, status);
        QCOMPARE(QString::fromStdString(response->body), answer);
    }

    void allowListsTheMethods() {
        const auto response = call(sample(), {.method = "PUT", .target = "/users"});
        QCOMPARE(response->status, 405);
        QCOMPARE(response->fields.find("allow").value(), std::string_view("GET, HEAD, POST, OPTIONS"));
    }

    void conflictsAreReported_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("message");
        QTest::newRow("twice") << "/users" << "has this method already";
        QTest::newRow("same meaning") << "/users/<int:other>" << "has this method already";
        QTest::newRow("relative") << "users" << "begins with '/'";
        QTest::newRow("type") << "/<float:x>" << "unknown parameter type 'float'";
        QTest::newRow("part") << "/a<x>" << "a whole segment";
        QTest::newRow("open") << "/<x" << "'>' is missing";
        QTest::newRow("name") << "/<int:>" << "needs a name";
        QTest::newRow("same name") << "/<x>/<x>" << "stands twice";
        QTest::newRow("behind rest") << "/<path:x>/y" << "nothing can follow";
    }
    void conflictsAreReported() {
        QFETCH(QString, pattern);
        QFETCH(QString, message);
        Router router = sample();
        router.get(pattern.toStdString(), named("x"));
        QVERIFY(router.firstError());
        const QString text = QString::fromStdString(router.firstError()->message());
        QVERIFY2(text.contains(message), qPrintable(text));
    }

    void bodyArrivesWholeOrStreamed() {
        Router router;
        router.post("/sum", [](const Request& request, Exchange exchange) {
            (void)exchange.respond(200, std::to_string(request.bodyText().size()));
        }, {.bodyLimit = 10});
        router.post("/stream", [](const Request& request, Exchange exchange) {
            QVERIFY(request.bodyText().empty());
            std::move(exchange).readBody(100, [](Exchange answer, Result<std::string> body) {
                (void)answer.respond(200, body ? *body : "too long");
            });
        }, {.body = BodyMode::Streamed});
        QCOMPARE(call(router, {.method = "POST", .target = "/sum", .body = "[1,2,3]"})->body, std::string("7"));
        QCOMPARE(call(router, {.method = "POST", .target = "/sum", .body = std::string(11, 'x')})->status, 413);
        QCOMPARE(call(router, {.method = "POST", .target = "/stream", .body = "abc"})->body, std::string("abc"));
        QCOMPARE(call(router, {.method = "POST", .target = "/stream", .body = std::string(101, 'x')})->body,
                 std::string("too long"));
    }

    void answersMayComeFromAnotherThread() {
        Router router;
        std::thread worker;
        router.get("/slow", [&](const Request&, Exchange exchange) {
            worker = std::thread([remote = std::move(exchange).handOver()]() mutable {
                QVERIFY(remote.respond(201, "from the worker", {{"X-A", "b"}}).has_value());
            });
        });
        const auto response = call(router, {.target = "/slow"});
        worker.join();
        QVERIFY(response.has_value());
        QCOMPARE(response->status, 201);
        QCOMPARE(response->fields.find("x-a").value(), std::string_view("b"));
    }

    void streamedAnswersAreJoined() {
        Router router;
        router.get("/", [](const Request&, Exchange exchange) {
            BodyWriter writer = exchange.stream(200);
            QCOMPARE(writer.write("one "), Sent::Sent);
            writer.write("two");
            QVERIFY(writer.finish().has_value());
            QCOMPARE(writer.write("late"), Sent::Closed);
        });
        router.get("/cut", [](const Request&, Exchange exchange) { exchange.stream(200).write("half"); });
        QCOMPARE(call(router, {})->body, std::string("one two"));
        QCOMPARE(call(router, {.target = "/cut"}).error().kind(), ErrorKind::Truncated);
    }

    void unansweredIs500AndTwiceIsRefused() {
        Router router;
        router.get("/none", [](const Request&, Exchange) {});
        router.get("/twice", [](const Request&, Exchange exchange) {
            QVERIFY(exchange.respond(200, "first").has_value());
            QVERIFY(!exchange.respond(200, "second").has_value());
            QVERIFY(exchange.isAnswered());
        });
        QCOMPARE(call(router, {.target = "/none"})->status, 500);
        QCOMPARE(call(router, {.target = "/twice"})->body, std::string("first"));
    }

    void ownedRequestOutlivesTheHandler() {
        Router router;
        OwnedRequest kept;
        router.get("/x/<id>", [&](const Request& request, Exchange exchange) {
            kept = request.own();
            (void)exchange.respond(204);
        });
        QCOMPARE(call(router, {.target = "/x/7?q=1", .fields = {{"A", "b"}}})->status, 204);
        QCOMPARE(kept.path, std::string("/x/7"));
        QCOMPARE(kept.query, std::string("q=1"));
        QCOMPARE(kept.param("id"), std::string_view("7"));
        QCOMPARE(kept.fields.find("a").value(), std::string_view("b"));
    }
};

QTEST_APPLESS_MAIN(RouterTest)
#include "router_test.moc"
