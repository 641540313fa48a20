// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/main/headless.hpp"
#include "monitor-app/main/main_window.hpp"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QTimer>

#include <algorithm>
#include <cstdio>

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (qstrcmp(argv[i], "--headless") == 0) // before QApplication looks for a display
            qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Burrow"));
    QApplication::setApplicationName(QStringLiteral("burrow-monitor"));
    QApplication::setApplicationVersion(QStringLiteral(BURROW_VERSION));

    QCommandLineParser options;
    options.setApplicationDescription(QStringLiteral("Watches servers that are built with Burrow."));
    options.addHelpOption();
    options.addVersionOption();
    options.addOption({QStringLiteral("connect"), QStringLiteral("Monitor socket to attach to."), QStringLiteral("socket")});
    options.addOption({QStringLiteral("headless"), QStringLiteral("Shows no window; prints what it would show.")});
    options.addOption({QStringLiteral("json"), QStringLiteral("With --headless: prints JSON (the only form).")});
    options.addOption({QStringLiteral("wait"), QStringLiteral("With --headless: milliseconds to look, 2500 by default."),
                       QStringLiteral("ms"), QStringLiteral("2500")});
    options.addOption({QStringLiteral("every"),
                       QStringLiteral("With --headless: prints a line of figures each so many milliseconds, until stopped."),
                       QStringLiteral("ms")});
    options.addOption({QStringLiteral("pictures"), QStringLiteral("With --headless: also saves a picture of each page."),
                       QStringLiteral("folder")});
    options.process(application);

    monitor_app::applyTheme(
        static_cast<monitor_app::Theme>(QSettings().value(QStringLiteral("window/theme"), 0).toInt()));
    monitor_app::MainWindow window;
    if (options.isSet(QStringLiteral("connect")))
        window.attach(options.value(QStringLiteral("connect")));
    if (options.isSet(QStringLiteral("headless"))) {
        window.resize(monitor_app::MainWindow::usualSize); // the offscreen screen is smaller
        window.show();
        if (options.isSet(QStringLiteral("every"))) {
            auto* again = new QTimer(&application);
            QObject::connect(again, &QTimer::timeout, &application, [&] {
                std::fputs(monitor_app::shownAsFigures(window).constData(), stdout);
                std::fputc('\n', stdout);
                std::fflush(stdout);
            });
            again->start(std::max(100, options.value(QStringLiteral("every")).toInt()));
            return QApplication::exec();
        }
        QTimer::singleShot(options.value(QStringLiteral("wait")).toInt(), &application, [&] {
            std::fputs(monitor_app::shownAsJson(window).constData(), stdout);
            if (options.isSet(QStringLiteral("pictures")) &&
                !monitor_app::savePictures(window, options.value(QStringLiteral("pictures"))))
                std::fputs("burrow-monitor: the pictures could not be saved\n", stderr);
            QApplication::exit(window.isShowingState() ? 3 : 0); // as burrowctl: 3 = no server
        });
    } else {
        window.show();
    }
    return QApplication::exec();
}
