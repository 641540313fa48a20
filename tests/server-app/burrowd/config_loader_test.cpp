// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/config/config_loader.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <set>

using namespace burrow;
using namespace burrow::daemon;

namespace {

const std::string minimal = "[[listener]]\naddress = \"127.0.0.1:8080\"\n"
                            "[[listener.route]]\npath = \"/\"\ntext = \"hello\"\n";

std::expected<LoadedConfig, ConfigProblems> parse(const std::string& text,
                                                  std::map<std::string, std::string> environment = {}) {
    return parseConfig(text, "b.toml", [environment](std::string_view name) -> std::optional<std::string> {
        const auto found = environment.find(std::string(name));
        return found == environment.end() ? std::nullopt : std::optional(found->second);
    });
}

QString problemsOf(const std::string& text) {
    const auto loaded = parse(text);
    return loaded ? QString("valid") : QString::fromStdString(loaded.error().text());
}

} // namespace

class ConfigLoaderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void problems_data() {
        QTest::addColumn<QString>("added");
        QTest::addColumn<QString>("expected"); // lines count from 6, behind `minimal`
        const auto row = [](const char* name, const char* added, const char* expected) {
            QTest::newRow(name) << QString(added) << QString(expected);
        };
        row("nothing", "", "valid");
        row("unknown table", "[lgo]\n", "b.toml:6:2: unknown table \"lgo\"; did you mean \"log\"?\n");
        row("unknown table without a guess", "[something]\n", "b.toml:6:2: unknown table \"something\"\n");
        row("unknown key", "[log]\nlevle = \"info\"\n",
            "b.toml:7:1: unknown key \"levle\" in log; did you mean \"level\"?\n");
        row("unknown key in a list", "[[plugin]]\nnmae = \"x\"\n",
            "b.toml:6:1: plugin needs name\nb.toml:6:1: plugin needs file\n"
            "b.toml:7:1: unknown key \"nmae\" in plugin; did you mean \"name\"?\n");
        row("several at once", "[log]\nlevel = \"loud\"\naccess = 1\n",
            "b.toml:7:9: level must be trace, debug, info, warning, error or off, not \"loud\"\n"
            "b.toml:8:10: access must be true or false, not a whole number\n");
        row("module level", "[log]\nmodules = { tls = \"x\" }\n",
            "b.toml:7:11: modules tls must be trace, debug, info, warning, error or off, not \"x\"\n");
        row("range of a number", "[server]\nloops = 65\n", "b.toml:7:9: loops must be from 0 to 64\n");
        row("negative", "[server]\nloops = -1\n", "b.toml:7:9: loops must be from 0 to 4294967295, not -1\n");
        row("range of a duration", "[limits]\nhead_timeout = \"1ms\"\n",
            "b.toml:7:16: head_timeout must be from \"100ms\" to \"10min\"\n");
        row("range of a size", "[limits]\nhead = 10\n", "b.toml:7:8: head must be from \"1 KiB\" to \"192 KiB\"\n");
        row("duration without unit", "[limits]\nidle_timeout = 10\n",
            "b.toml:7:16: idle_timeout must be a duration such as \"10s\", not a whole number\n");
        row("wrong unit", "[limits]\nbody = \"64 KB\"\n",
            "b.toml:7:8: body must be a size such as \"64 KiB\" (B, KiB, MiB, GiB, kB, MB, GB), not \"64 KB\"\n");
        row("format", "[log]\nformat = \"xml\"\n", "b.toml:7:10: format must be auto, text or json, not \"xml\"\n");
        row("variable", "[log]\nlevel = \"${NOT_SET}\"\n",
            "b.toml:7:9: level names the environment variable NOT_SET, which is not set\n");
        row("single instead of a list", "[plugin]\nname = \"x\"\n", "b.toml:6:1: plugin is a list: write [[plugin]]\n");
        row("address", "[[listener]]\naddress = \"localhost:80\"\nplugin = \"x\"\n", "address");
        row("same address twice",
            "[[listener]]\nname = \"b\"\naddress = [\"127.0.0.1:8080\"]\nplugin = \"p\"\n"
            "[[plugin]]\nname = \"p\"\nfile = \"/bin/sh\"\n",
            "b.toml:8:11: 127.0.0.1:8080 is used twice, in \"127.0.0.1:8080\" too\n");
        row("plugin that does not exist",
            "[[listener]]\naddress = \"127.0.0.1:79\"\nplugin = \"fnger\"\n[[plugin]]\nname = \"finger\"\nfile = "
            "\"/bin/sh\"\n",
            "b.toml:8:10: there is no [[plugin]] with the name \"fnger\"; did you mean \"finger\"?\n");
        row("plugin twice",
            "[[plugin]]\nname = \"p\"\nfile = \"/bin/sh\"\n[[plugin]]\nname = \"p\"\nfile = \"/bin/sh\"\n",
            "b.toml:10:8: a second plugin is named \"p\"; the first is in line 7\n");
        row("http without routes", "[[listener]]\naddress = \"127.0.0.1:1\"\n",
            "b.toml:6:1: an HTTP listener without a [[listener.route]] would answer 404 to everything\n");
        row("route twice", "[[listener.route]]\npath = \"/\"\ntext = \"x\"\n",
            "b.toml:7:8: a second route has the path \"/\"; the first is in line 4\n");
        row("route of two kinds", "[[listener.route]]\npath = \"/x\"\ntext = \"x\"\nwebsocket = \"echo\"\n",
            "b.toml:6:1: a route needs exactly one of files, websocket, plugin, text and redirect\n");
        row("route of no kind", "[[listener.route]]\npath = \"/x\"\n",
            "b.toml:6:1: a route needs exactly one of files, websocket, plugin, text and redirect\n");
        row("websocket of unknown kind", "[[listener.route]]\npath = \"/x\"\nwebsocket = \"chat\"\n",
            "b.toml:6:1: a route needs exactly one of files, websocket, plugin, text and redirect\n"
            "b.toml:8:13: websocket must be \"echo\", not \"chat\"\n");
        row("path without slash", "[[listener.route]]\npath = \"x\"\ntext = \"\"\n",
            "b.toml:7:8: path must begin with /\n");
        row("missing folder", "[[listener.route]]\npath = \"/x\"\nfiles = \"/no/such/folder\"\n",
            "b.toml:8:9: no such folder: /no/such/folder\n");
        row("redirect status", "[[listener.route]]\npath = \"/x\"\nredirect = \"/y\"\nstatus = 200\n",
            "b.toml:9:10: status of a redirect must be 301, 302, 303, 307 or 308\n");
        row("tls without certificate",
            "[[listener]]\naddress = \"127.0.0.1:1\"\nplugin = \"p\"\n[listener.tls]\n"
            "[[plugin]]\nname = \"p\"\nfile = \"/bin/sh\"\n",
            "b.toml:9:1: listener.tls needs certificate, or self_signed = true\n");
        row("tls of both kinds",
            "[[listener]]\naddress = \"127.0.0.1:1\"\nplugin = \"p\"\n[listener.tls]\nself_signed = true\nkey = "
            "\"/bin/sh\"\n"
            "[[plugin]]\nname = \"p\"\nfile = \"/bin/sh\"\n",
            "b.toml:10:15: self_signed and certificate or key exclude each other\n");
        row("certificate that is not there",
            "[[listener]]\naddress = \"127.0.0.1:1\"\nplugin = \"p\"\n[listener.tls]\ncertificate = \"/no/such.pem\"\n"
            "[[plugin]]\nname = \"p\"\nfile = \"/bin/sh\"\n",
            "b.toml:10:15: /no/such.pem: No such file or directory\n");
        row("plugin file", "[server]\nplugin_folder = \"/no\"\n[[plugin]]\nname = \"p\"\nfile = \"/x/p.so\"\n",
            "b.toml:10:8: no such file: /x/p.so, /no/p.so\n");
        row("monitor socket", "[monitor]\nsocket = \"here\"\n",
            "b.toml:7:10: socket must be \"auto\" or an absolute path\n");
        row("routes of a plugin listener",
            "[[listener]]\naddress = \"127.0.0.1:1\"\nplugin = \"p\"\n[[listener.route]]\npath = \"/\"\ntext = \"\"\n"
            "[[plugin]]\nname = \"p\"\nfile = \"/bin/sh\"\n",
            "b.toml:9:1: routes need protocol \"http\"\n");
        row("syntax", "[log\nlevel = 1\n", "b.toml:6:");
        row("key twice", "[log]\naccess = true\naccess = false\n", "b.toml:8:");
    }

    void problems() {
        QFETCH(QString, added);
        QFETCH(QString, expected);
        const QString found = problemsOf(minimal + added.toStdString());
        if (expected.endsWith('\n') || expected == "valid")
            QCOMPARE(found, expected);
        else
            QVERIFY2(found.contains(expected), qPrintable(found));
    }

    void malformedPattern() {
        const QString found = problemsOf(minimal + "[[listener.route]]\npath = \"/<oops\"\ntext = \"\"\n");
        QVERIFY2(found.startsWith("b.toml:7:8: ") && found.count('\n') == 1, qPrintable(found));
    }

    void certificateThatIsNone() {
        QTemporaryDir dir;
        QFile file(dir.filePath("x.pem"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no certificate\n");
        file.close();
        const QString found =
            problemsOf("[[listener]]\naddress = \"127.0.0.1:1\"\n[listener.tls]\ncertificate = \"" +
                       file.fileName().toStdString() + "\"\n[[listener.route]]\npath = \"/\"\ntext = \"\"\n");
        QVERIFY2(found.startsWith("b.toml:4:15: ") && found.contains("x.pem"), qPrintable(found));
    }

    void addressTellsTheByte() {
        const QString found =
            problemsOf("[[listener]]\naddress = \"127.0.0.1:99999\"\n[[listener.route]]\npath=\"/\"\ntext=\"\"\n");
        QVERIFY2(found.startsWith("b.toml:2:11: address must be an address such as \"127.0.0.1:8080\""),
                 qPrintable(found));
    }

    void noListener() { QCOMPARE(problemsOf(""), QString("b.toml: there is no [[listener]]: nobody could connect\n")); }

    void missingFile() {
        const auto loaded = loadConfig("/no/such/burrowd.toml");
        QVERIFY(!loaded);
        QCOMPARE(QString::fromStdString(loaded.error().text()),
                 QString("/no/such/burrowd.toml: cannot be read: No such file or directory\n"));
    }

    void readsEverything() {
        const std::string text = R"(
[server]
loops = 2
drain_timeout = "5s"
[log]
level = "debug"
modules = { tls = "trace", "plugin.finger" = "off" }
format = "json"
file = "log/burrow.log"
access = true
[limits]
body = "1 MiB"
[[listener]]
name = "web"
address = ["127.0.0.1:8443", "[::1]:8443", "unix:/run/x.sock"]
protocol = "http"
loops = "shared"
connections = 1000
  [listener.tls]
  self_signed = true
  names = "lab.example"
  [[listener.route]]
  path = "/"
  files = "."
  index = ["a.html"]
  [[listener.route]]
  path = "/old"
  redirect = "/new"
  [[listener.route]]
  path = "/empty"
  text = ""
  status = 204
  [[listener.route]]
  path = "/ws"
  websocket = "echo"
  max_message = "64 KiB"
[[listener]]
address = "127.0.0.1:7979"
plugin = "finger"
[[plugin]]
name = "finger"
file = "/bin/sh"
  [plugin.config]
  users = "/etc/passwd"
)";
        const auto loaded = parse(text);
        if (!loaded)
            QFAIL(loaded.error().text().c_str());
        const Config& config = loaded->config;
        QCOMPARE(config.server.loops, 2u);
        QCOMPARE(config.server.drainTimeout, Milliseconds(5000));
        QVERIFY(config.log.modules.at("plugin.finger") == LogLevel::Off);
        QVERIFY(config.log.file.path.ends_with("/log/burrow.log") && config.log.file.path.starts_with('/'));
        QCOMPARE(config.limits.body.bytes, std::uint64_t(1 << 20));
        QCOMPARE(config.listeners.size(), std::size_t(2));
        const ListenerConfig& web = config.listeners[0];
        QCOMPARE(web.address[2].toString(), std::string("unix:/run/x.sock"));
        QVERIFY(web.hasTls && web.tls.selfSigned);
        QCOMPARE(web.tls.names, std::vector<std::string>{"lab.example"});
        QCOMPARE(web.routes.size(), std::size_t(4));
        QCOMPARE(web.routes[1].status, 308u);
        QVERIFY(web.routes[2].kind == RouteConfig::Kind::Text);
        QVERIFY(web.routes[3].kind == RouteConfig::Kind::WebSocket);
        QCOMPARE(config.listeners[1].name, std::string("127.0.0.1:7979"));
        QCOMPARE(config.listeners[1].protocol, std::string("plugin"));
        QCOMPARE(config.plugins[0].config.json, std::string("{\"users\":\"/etc/passwd\"}"));
        QVERIFY(loaded->at("listener[0].route[1].redirect").line == 28);

        // What --print-config writes is a configuration file with the same values.
        const std::string printed = printConfig(*loaded);
        const auto again = parse(printed);
        if (!again)
            QFAIL((again.error().text() + printed).c_str());
        QVERIFY(again->config == config);
        QCOMPARE(keysThatNeedRestart(config, again->config).size(), std::size_t(0));
    }

    void printGolden() {
        const auto loaded = parse(minimal + "[log]\nlevel = \"debug\"\n", {{"BURROW__LOG__ACCESS", "true"}});
        QVERIFY(loaded.has_value());
        QVERIFY(loaded->config.log.access);
        const QString printed = QString::fromStdString(printConfig(*loaded));
        const auto hasLine = [&](const char* line, const char* origin) {
            const QString expected = QString("%1 # %2\n").arg(QString(line), -56).arg(origin);
            return printed.contains("\n" + expected);
        };
        QVERIFY2(hasLine("loops = 1", "default"), qPrintable(printed));
        QVERIFY2(hasLine("level = \"debug\"", "b.toml:7:9"), qPrintable(printed));
        QVERIFY2(hasLine("access = true", "environment BURROW__LOG__ACCESS"), qPrintable(printed));
        QVERIFY2(hasLine("  text = \"hello\"", "b.toml:5:8"), qPrintable(printed));
    }

    void overridesAreChecked() {
        const auto loaded = parse(
            minimal,
            {{"BURROW__LOG__ACCESS", "maybe"}, {"BURROW__LIMITS__BODY", "2 MiB"}, {"BURROW__SERVER__LOOPS", "4"}});
        QVERIFY(!loaded);
        QCOMPARE(QString::fromStdString(loaded.error().text()),
                 QString("b.toml: access must be true or false, not a text\n"));
        const auto valid = parse(minimal, {{"BURROW__LIMITS__BODY", "2 MiB"}, {"BURROW__SERVER__LOOPS", "4"}});
        QVERIFY(valid.has_value());
        QCOMPARE(valid->config.server.loops, 4u);
        QCOMPARE(valid->config.limits.body.bytes, std::uint64_t(2 << 20));
    }

    void tellsWhatNeedsARestart() {
        const Config before = parse(minimal)->config;
        const Config after =
            parse(minimal + "[server]\nloops = 3\ndrain_timeout = \"1s\"\n[monitor]\nenabled = false\n")->config;
        QCOMPARE(keysThatNeedRestart(before, after), (std::vector<std::string>{"server.loops", "monitor.enabled"}));
        QCOMPARE(changedKeys(before, after),
                 (std::vector<std::string>{"server.loops", "server.drain_timeout", "monitor.enabled"}));
        Config more = before;
        more.listeners[0].routes[0].text = "other";
        more.listeners.push_back({.name = "second"});
        QCOMPARE(changedKeys(before, more),
                 (std::vector<std::string>{"listener[127.0.0.1:8080]", "listener[second] (new)"}));
    }

    void guesses_data() {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("meant");
        QTest::newRow("swapped") << "certifciate"
                                 << "certificate";
        QTest::newRow("missing") << "certifcate"
                                 << "certificate";
        QTest::newRow("added") << "paath"
                               << "path";
        QTest::newRow("other") << "pith"
                               << "path";
        QTest::newRow("far") << "zebra"
                             << "";
        QTest::newRow("short") << "xy"
                               << "";
    }
    void guesses() {
        QFETCH(QString, word);
        QFETCH(QString, meant);
        constexpr std::string_view known[] = {"certificate", "key", "path", "files", "index"};
        QCOMPARE(QString::fromStdString(std::string(closestOf(word.toStdString(), known))), meant);
    }

    void schemaIsComplete() {
        forEachSection([](const auto& section) {
            QVERIFY(!section.doc.empty());
            std::set<std::string_view> names;
            for (const auto& key : section.keys) {
                QVERIFY2(names.insert(key.name).second, key.name.data());
                QVERIFY2(key.doc.ends_with('.'), key.name.data());
                QVERIFY2(key.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos,
                         key.name.data());
            }
        });
    }

    void exampleOfTheReferenceIsValid() {
        const std::string page = referencePage();
        const std::size_t begin = page.find("```toml\n") + 8;
        QCOMPARE(problemsOf(page.substr(begin, page.find("```", begin) - begin)), QString("valid"));
    }

    void referencePageIsUpToDate() {
        QFile file(QStringLiteral(BURROW_SOURCE_DIR "/docs/burrowd.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), QString::fromStdString(referencePage()));
    }
};

QTEST_APPLESS_MAIN(ConfigLoaderTest)
#include "config_loader_test.moc"
