<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>monitor_app::ConnectionsPage</name>
    <message numerus="yes">
        <source>%n connection(s) asked to end, audit %1</source>
        <translation>
            <numerusform>%n connection asked to end, audit %1</numerusform>
            <numerusform>%n connections asked to end, audit %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n connection</numerusform>
            <numerusform>%n connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) would move: sort</source>
        <translation>
            <numerusform>%n row would move: sort</numerusform>
            <numerusform>%n rows would move: sort</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Close %n connection(s)?</source>
        <translation>
            <numerusform>Close %n connection?</numerusform>
            <numerusform>Close %n connections?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>%n row copied</numerusform>
            <numerusform>%n rows copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>monitor_app::LogModel</name>
    <message numerus="yes">
        <source>%n record(s) not received, %1 to %2 (%3)</source>
        <translation>
            <numerusform>%n record not received, %1 to %2 (%3)</numerusform>
            <numerusform>%n records not received, %1 to %2 (%3)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>monitor_app::MainWindow</name>
    <message numerus="yes">
        <source>watching costs %1 % of a core, %2, %n record(s) dropped</source>
        <translation>
            <numerusform>watching costs %1 % of a core, %2, %n record dropped</numerusform>
            <numerusform>watching costs %1 % of a core, %2, %n records dropped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>frozen %1, %n event(s) waiting</source>
        <translation>
            <numerusform>frozen %1, %n event waiting</numerusform>
            <numerusform>frozen %1, %n events waiting</numerusform>
        </translation>
    </message>
</context>
</TS>
