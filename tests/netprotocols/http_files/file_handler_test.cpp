// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/http_date.hpp"
#include "netprotocols/http/in_process.hpp"
#include "netprotocols/http_files/file_cache.hpp"
#include "netprotocols/http_files/file_handler.hpp"
#include "netprotocols/http_server/server.hpp"
#include "tests/netprotocols/http_server/raw_client.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace burrow;
using namespace burrow::http;
using namespace std::chrono_literals;

class FileHandlerTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void servesFiles();
    void refusesTraversal_data();
    void refusesTraversal();
    void refusesWhatIsNoFile();
    void followsLinksBeneath();
    void resolvesBothWays_data();
    void resolvesBothWays();
    void answersConditions();
    void answersRanges_data();
    void answersRanges();
    void takesOptions();
    void reportsMistakes();
    void cacheSeesChanges();
    void cacheIsBounded();
    void sendsLargeFiles();
    void servesOverSockets();

private:
    void write(const QString& name, const QByteArray& bytes);
    OwnedResponse get(std::string target, Fields fields = {}, std::string method = "GET");

    QTemporaryDir m_dir;
    std::string m_root;
    Router m_router;
};

void FileHandlerTest::write(const QString& name, const QByteArray& bytes) {
    QDir().mkpath(QFileInfo(m_dir.filePath(name)).path());
    QFile file(m_dir.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

OwnedResponse FileHandlerTest::get(std::string target, Fields fields, std::string method) {
    OwnedRequest request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.fields = std::move(fields);
    auto response = call(m_router, std::move(request));
    return response ? std::move(*response) : OwnedResponse{-1, {}, response.error().message()};
}

void FileHandlerTest::initTestCase() {
    write("secret.txt", "secret");
    write("www/index.html", "<p>home");
    write("www/ten.txt", "0123456789");
    write("www/empty", "");
    write("www/sub/index.html", "<p>sub");
    write("www/sub/deep/a b.css", "x{}");
    write("www/noindex/file.js", "1");
    write("www/.hidden", "hidden");
    write("www/.git/config", "hidden");
    write("www/a..b.txt", "dots");
    write("www/\xC3\xA9.txt", "e");
    write("www/50%.txt", "percent");
    m_root = m_dir.filePath("www").toStdString();
    QCOMPARE(::symlink("ten.txt", (m_root + "/link.txt").c_str()), 0);
    QCOMPARE(::symlink("../secret.txt", (m_root + "/out.txt").c_str()), 0);
    QCOMPARE(::symlink("/etc", (m_root + "/etc").c_str()), 0);
    QCOMPARE(::symlink("..", (m_root + "/up").c_str()), 0);
    QCOMPARE(::symlink("loop", (m_root + "/loop").c_str()), 0);
    QCOMPARE(::mkfifo((m_root + "/fifo").c_str(), 0600), 0);
    QVERIFY(files(m_router, "/", m_root).has_value());
    QVERIFY(files(m_router, "/mounted/here/", m_root).has_value());
}

void FileHandlerTest::servesFiles() {
    const auto home = get("/");
    QCOMPARE(home.status, 200);
    QCOMPARE(home.body, std::string("<p>home"));
    QCOMPARE(std::string(*home.fields.find("Content-Type")), std::string("text/html; charset=utf-8"));
    QCOMPARE(std::string(*home.fields.find("Accept-Ranges")), std::string("bytes"));
    QVERIFY(home.fields.find("ETag")->starts_with('"') && home.fields.find("Last-Modified"));
    QCOMPARE(get("/index.html").body, home.body);
    QCOMPARE(get("/mounted/here/").body, home.body);
    QCOMPARE(get("/mounted/here/ten.txt").body, std::string("0123456789"));
    QCOMPARE(get("/sub/").body, std::string("<p>sub"));
    QCOMPARE(get("/sub/deep/a%20b.css").body, std::string("x{}"));
    QCOMPARE(get("/a..b.txt").body, std::string("dots"));
    QCOMPARE(get("/%C3%A9.txt").body, std::string("e"));
    QCOMPARE(get("/50%25.txt").body, std::string("percent"));
    QCOMPARE(get("/ten.txt?v=1").body, std::string("0123456789"));
    QCOMPARE(get("/sub/../ten.txt").body, std::string("0123456789")); // resolved within the root
    const auto empty = get("/empty");
    QVERIFY(empty.status == 200 && empty.body.empty());
    const auto head = get("/ten.txt", {}, "HEAD");
    QVERIFY(head.status == 200 && head.body.empty());
    QCOMPARE(get("/ten.txt", {}, "POST").status, 405);
    const auto folder = get("/sub?a=b");
    QCOMPARE(folder.status, 301);
    QCOMPARE(std::string(*folder.fields.find("Location")), std::string("./sub/?a=b"));
    QCOMPARE(get("/noindex/").status, 404);
    QCOMPARE(get("/noindex/file.js").status, 200);
    QCOMPARE(get("/missing").status, 404);
    QCOMPARE(get("/ten.txt/").status, 404);
    QCOMPARE(get("/ten.txt/x").status, 404);
}

void FileHandlerTest::refusesTraversal_data() {
    QTest::addColumn<QByteArray>("target");
    for (const char* target : {"/../secret.txt",
                               "/../../etc/passwd",
                               "/..%2fsecret.txt",
                               "/..%2Fsecret.txt",
                               "/%2e%2e/secret.txt",
                               "/%2e%2e%2fsecret.txt",
                               "/%2E%2E%2Fsecret.txt",
                               "/.%2e/secret.txt",
                               "/sub/../../secret.txt",
                               "/sub/..%2f..%2fsecret.txt",
                               "/sub/%2e%2e/%2e%2e/secret.txt",
                               "/..;/secret.txt",
                               "/..;a=b/secret.txt",
                               "/sub/..;/..;/secret.txt",
                               "/..%3b/secret.txt",
                               "/%c0%ae%c0%ae/secret.txt",
                               "/%c0%ae%c0%ae%c0%afsecret.txt",
                               "/..%c0%afsecret.txt",
                               "/..%c1%9csecret.txt",
                               "/%e0%80%ae%e0%80%ae/secret.txt",
                               "/%f0%80%80%ae/secret.txt",
                               "/%uff0e%uff0e/secret.txt",
                               "/..%255csecret.txt",
                               "/..%252fsecret.txt",
                               "/%252e%252e/secret.txt",
                               "/%252e%252e%252fsecret.txt",
                               "/..%5csecret.txt",
                               "/..%5c..%5csecret.txt",
                               "/sub%5c..%5c..%5csecret.txt",
                               "/%5c..%5csecret.txt",
                               "/ten.txt%00",
                               "/ten.txt%00.html",
                               "/%00",
                               "/..%00/secret.txt",
                               "/sub%00/../ten.txt",
                               "/ten.txt%0a",
                               "/ten.txt%0d",
                               "/ten.txt%7f",
                               "/%01",
                               "//etc/passwd",
                               "//ten.txt",
                               "///ten.txt",
                               "/sub//index.html",
                               "/%2fetc%2fpasswd",
                               "/%2f%2fetc/passwd",
                               "/%2e/%2e%2e/secret.txt",
                               "/.../secret.txt",
                               "/..../secret.txt",
                               "/..../..../secret.txt",
                               "/. ./secret.txt",
                               "/.%20./secret.txt",
                               "/..%20/secret.txt",
                               "/..%09/secret.txt",
                               "/out.txt",
                               "/etc/passwd",
                               "/etc/",
                               "/etc",
                               "/up/secret.txt",
                               "/up/www/ten.txt",
                               "/loop",
                               "/loop/x",
                               "/.hidden",
                               "/.git/config",
                               "/%2egit/config",
                               "/.git/",
                               "/sub/.hidden",
                               "/.hidden/",
                               "/.well-known",
                               "/~root",
                               "/C:/windows/win.ini",
                               "/c:%5cwindows",
                               "/file:///etc/passwd",
                               "/proc/self/environ",
                               "/fifo",
                               "/ten.txt%2f",
                               "/ten.txt%2f..",
                               "/sub%2findex.html",
                               "/ten.txt::$DATA",
                               "/ten.txt.",
                               "/ten.txt%20",
                               "/TEN.TXT",
                               "/index.html/../../secret.txt",
                               "/sub/%2e%2e%2f%2e%2e%2fsecret.txt",
                               "/%ff",
                               "/%80",
                               "/%ed%a0%80",
                               "/a%c2",
                               "/%e2%88%95etc",
                               "/%ef%bc%8fetc",
                               "/%2e%2e%ef%bc%8fsecret.txt",
                               "/%zz",
                               "/%",
                               "/%2"})
        QTest::newRow(target) << QByteArray(target);
    QTest::newRow("long name") << QByteArray("/") + QByteArray(256, 'a');
    QTest::newRow("long path") << QByteArray(5000, '/');
    QTest::newRow("deep path") << QByteArray("/a").repeated(3000);
    QTest::newRow("many up") << QByteArray("/..").repeated(100) + "/secret.txt";
    QTest::newRow("many escaped up") << QByteArray("/%2e%2e").repeated(100) + "/etc/passwd";
}

void FileHandlerTest::refusesTraversal() {
    QFETCH(QByteArray, target);
    for (const std::string& prefix : {std::string(), std::string("/mounted/here")}) {
        const auto response = get(prefix + target.toStdString());
        QVERIFY2(response.status == 404 || response.status == 400 || response.status == -1,
                 qPrintable(QString("%1: %2").arg(response.status).arg(response.body.c_str())));
        QVERIFY(response.body.find("secret") == std::string::npos && response.body.find("root:") == std::string::npos &&
                response.body.find("hidden") == std::string::npos);
    }
}

void FileHandlerTest::refusesWhatIsNoFile() {
    if (::geteuid() != 0) {
        write("www/locked.txt", "x");
        QVERIFY(::chmod((m_root + "/locked.txt").c_str(), 0) == 0);
        QCOMPARE(get("/locked.txt").status, 403);
    }
    QCOMPARE(get("/fifo").status, 404); // and at once
}

void FileHandlerTest::followsLinksBeneath() {
    QCOMPARE(get("/link.txt").body, std::string("0123456789"));
    Router strict;
    QVERIFY(files(strict, "/", m_root, {.links = LinkPolicy::Refuse}).has_value());
    QCOMPARE(call(strict, {.target = "/link.txt"})->status, 404);
    QCOMPARE(call(strict, {.target = "/ten.txt"})->status, 200);
}

void FileHandlerTest::resolvesBothWays_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("kernel"); // 0: refused, 1: a file, 2: a folder
    QTest::addColumn<int>("stepwise");
    const auto add = [](const char* path, int kernel, int stepwise) {
        QTest::newRow(path) << QString::fromUtf8(path) << kernel << stepwise;
    };
    add("ten.txt", 1, 1);
    add("sub/index.html", 1, 1);
    add("sub/deep/a b.css", 1, 1);
    add("", 2, 2);
    add("sub", 2, 2);
    add("link.txt", 1, 0); // step by step no link is followed
    for (const char* path :
         {"..", "../secret.txt", "sub/../../secret.txt", "sub/..", "/etc/passwd", "out.txt", "etc/passwd", "etc",
          "up/secret.txt", "up", "loop", "fifo", "none", "ten.txt/", "ten.txt/x", "none/x", "/"})
        add(path, qstrcmp(path, "sub/..") == 0 ? 2 : 0, 0);
}

void FileHandlerTest::resolvesBothWays() {
    QFETCH(QString, path);
    const auto found = [&](Resolution resolution) {
        const auto tree = FileTree::open(m_root, LinkPolicy::Beneath, resolution);
        const auto opened = tree->openFile(path.toStdString());
        return !opened ? 0 : opened->isDirectory ? 2 : 1;
    };
    QTEST(found(Resolution::Kernel), "kernel");
    QTEST(found(Resolution::Stepwise), "stepwise");
    const auto tree = FileTree::open(m_root, LinkPolicy::Beneath);
    QVERIFY(!tree->openFile(std::string_view("ten.txt\0", 8)));
}

void FileHandlerTest::answersConditions() {
    const auto first = get("/ten.txt");
    const std::string etag(*first.fields.find("ETag")), modified(*first.fields.find("Last-Modified"));
    const auto same = get("/ten.txt", {{"If-None-Match", etag}});
    QVERIFY(same.status == 304 && same.body.empty() && *same.fields.find("ETag") == etag &&
            !same.fields.find("Content-Type"));
    QCOMPARE(get("/ten.txt", {{"If-None-Match", "W/" + etag + ", \"b\""}}).status, 304);
    QCOMPARE(get("/ten.txt", {{"If-None-Match", "\"b\""}}).status, 200);
    QCOMPARE(get("/ten.txt", {{"If-None-Match", "*"}}).status, 304);
    QCOMPARE(get("/ten.txt", {{"If-None-Match", "junk"}}).status, 200);
    QCOMPARE(get("/ten.txt", {{"If-Match", "W/" + etag}}).status, 412);
    QCOMPARE(get("/ten.txt", {{"If-Match", etag}}).status, 200);
    QCOMPARE(get("/ten.txt", {{"If-Modified-Since", modified}}).status, 304);
    QCOMPARE(get("/ten.txt", {{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status, 200);
    QCOMPARE(get("/ten.txt", {{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status, 412);
    QCOMPARE(get("/ten.txt", {{"If-None-Match", etag}}, "HEAD").status, 304);
}

/// V-H1-11
void FileHandlerTest::answersRanges_data() {
    QTest::addColumn<QByteArray>("range");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("contentRange");
    const auto add = [](const char* range, int status, const char* body, const char* contentRange) {
        QTest::newRow(range) << QByteArray(range) << status << QByteArray(body) << QByteArray(contentRange);
    };
    add("bytes=0-0", 206, "0", "bytes 0-0/10");
    add("bytes=-1", 206, "9", "bytes 9-9/10");
    add("bytes=9-20", 206, "9", "bytes 9-9/10");
    add("bytes=2-4", 206, "234", "bytes 2-4/10");
    add("bytes=0-", 206, "0123456789", "bytes 0-9/10");
    add("bytes=10-", 416, "", "bytes */10");
    add("bytes=-0", 416, "", "bytes */10");
    add("bytes=5-2", 200, "0123456789", "");
    add("bytes=0-1,3-4", 200, "0123456789", "");
    add("bytes=0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-", 200, "0123456789", "");
    add("chars=0-1", 200, "0123456789", "");
}

void FileHandlerTest::answersRanges() {
    QFETCH(QByteArray, range);
    const auto response = get("/ten.txt", {{"Range", range.toStdString()}});
    QTEST(response.status, "status");
    QTEST(QByteArray::fromStdString(response.body), "body");
    QTEST(QByteArray::fromStdString(std::string(response.fields.find("Content-Range").value_or(""))), "contentRange");
    const std::string etag(get("/ten.txt").fields.find("ETag").value());
    QCOMPARE(get("/ten.txt", {{"Range", range.toStdString()}, {"If-Range", etag}}).status, response.status);
    QCOMPARE(get("/ten.txt", {{"Range", range.toStdString()}, {"If-Range", "W/" + etag}}).status, 200);
    QCOMPARE(get("/ten.txt", {{"Range", range.toStdString()}, {"If-Range", "\"old\""}}).status, 200);
    QCOMPARE(get("/ten.txt", {{"Range", range.toStdString()}}, "HEAD").status, 200); // RFC 9110 §14.2: GET only
}

void FileHandlerTest::takesOptions() {
    Router router;
    QVERIFY(files(router, "/f/", m_root,
                  {.index = "",
                   .hiddenFiles = true,
                   .cacheControl = "max-age=60",
                   .noSniff = false,
                   .types = {{".txt", "text/x-mine"}}})
                .has_value());
    const auto file = call(router, {.target = "/f/ten.txt"});
    QCOMPARE(std::string(*file->fields.find("content-type")), std::string("text/x-mine"));
    QCOMPARE(std::string(*file->fields.find("cache-control")), std::string("max-age=60"));
    QVERIFY(!file->fields.find("x-content-type-options"));
    QCOMPARE(call(router, {.target = "/f/.hidden"})->body, std::string("hidden"));
    QCOMPARE(call(router, {.target = "/f/"})->status, 404);
}

void FileHandlerTest::reportsMistakes() {
    Router router;
    QVERIFY(!files(router, "/x", m_root) && !files(router, "x/", m_root));
    const auto missing = files(router, "/", m_root + "/nothing");
    QVERIFY(!missing && missing.error().message().find("nothing") != std::string::npos);
    QVERIFY(!files(router, "/", m_root + "/ten.txt"));
}

void FileHandlerTest::cacheSeesChanges() {
    write("www/changing.txt", "one");
    const auto tree = FileTree::open(m_root, LinkPolicy::Beneath);
    QVERIFY(tree.has_value());
    FileCache cache({.files = 4, .contentBytes = 100, .maxAge = 1s});
    const TimePoint start{};
    const WallTime wall = std::chrono::system_clock::now();
    const auto body = [&](TimePoint now) {
        const auto found = cache.find(*tree, "changing.txt", now, wall);
        return found ? *(*found)->content : std::string("gone");
    };
    QCOMPARE(body(start), std::string("one"));
    write("www/changing.txt", "three");
    QCOMPARE(body(start + 900ms), std::string("one")); // believed for a second
    QCOMPARE(body(start + 1s), std::string("three"));
    QCOMPARE(body(start + 3s), std::string("three"));
    QVERIFY(QFile::remove(m_dir.filePath("www/changing.txt")));
    QCOMPARE(body(start + 3500ms), std::string("three"));
    QCOMPARE(body(start + 4s), std::string("gone"));
    QCOMPARE(cache.size(), std::size_t{0});
}

void FileHandlerTest::cacheIsBounded() {
    for (int i = 0; i < 10; ++i)
        write(QString("www/many/%1").arg(i), QByteArray::number(i));
    const auto tree = FileTree::open(m_root, LinkPolicy::Beneath);
    FileCache cache({.files = 4, .contentBytes = 100, .maxAge = 1h});
    for (int round = 0; round < 3; ++round)
        for (int i = 0; i < 10; ++i) {
            const auto found = cache.find(*tree, "many/" + std::to_string(i), {}, {});
            QVERIFY(found && *(*found)->content == std::to_string(i));
            QVERIFY(cache.size() <= 4);
        }
    QVERIFY(!cache.find(*tree, "many/none", {}, {}));
    QVERIFY((*cache.find(*tree, "many", {}, {}))->opened.isDirectory);
    QCOMPARE(cache.size(), std::size_t{4});
}

void FileHandlerTest::sendsLargeFiles() {
    QByteArray large;
    for (int i = 0; large.size() < 3'000'000; ++i)
        large += QByteArray::number(i) + "\n";
    write("www/large.bin", large);
    QVERIFY(get("/large.bin").body == large.toStdString());
    const auto part = get("/large.bin", {{"Range", "bytes=1000000-1999999"}});
    QVERIFY(part.status == 206 && part.body == large.mid(1'000'000, 1'000'000).toStdString());
}

void FileHandlerTest::servesOverSockets() {
    Router router;
    QVERIFY(files(router, "/", m_root).has_value());
    const auto server = Server::start({.listen = {"127.0.0.1:0"}}, std::move(router));
    QVERIFY(server.has_value());
    QFile large(m_dir.filePath("www/large.bin"));
    QVERIFY(large.open(QIODevice::ReadOnly));
    const QByteArray bytes = large.readAll();
    RawClient client((*server)->endpoints().front());
    client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\nGET /ten.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=1-3\r\n\r\n"
                "HEAD /large.bin HTTP/1.1\r\nHost: a\r\n\r\nGET /ten.txt HTTP/1.1\r\nHost: a\r\n\r\n"
                "GET /../secret.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const QByteArray got = client.readToEnd();
    QVERIFY(got.contains(bytes));
    const QByteArray rest = got.mid(got.indexOf(bytes) + bytes.size());
    QVERIFY(rest.startsWith("HTTP/1.1 206 Partial Content\r\n") && rest.contains("Content-Range: bytes 1-3/10\r\n") &&
            rest.contains("\r\n\r\n123HTTP/1.1 200 OK\r\n"));
    QVERIFY(rest.contains("Content-Length: " + QByteArray::number(bytes.size()) + "\r\n") &&
            rest.contains("0123456789HTTP/1.1 404"));
    QVERIFY(!rest.contains("secret"));
    (*server)->stop();
}

QTEST_GUILESS_MAIN(FileHandlerTest)
#include "file_handler_test.moc"
