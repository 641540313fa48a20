<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ConnectionFields</name>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>Peer</source>
        <translation>Gegenseite</translation>
    </message>
    <message>
        <source>Local address</source>
        <translation>Lokale Adresse</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>Received, not yet processed</source>
        <translation>Empfangen, noch nicht verarbeitet</translation>
    </message>
    <message>
        <source>Limit of the output queue</source>
        <translation>Grenze der Ausgabewarteschlange</translation>
    </message>
    <message>
        <source>Body received</source>
        <translation>Rumpf empfangen</translation>
    </message>
    <message>
        <source>TLS version</source>
        <translation>TLS-Version</translation>
    </message>
    <message>
        <source>Cipher suite</source>
        <translation>Cipher-Suite</translation>
    </message>
    <message>
        <source>Key exchange</source>
        <translation>Schlüsselaustausch</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Authentication</source>
        <translation>Authentifizierung</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Signatur</translation>
    </message>
    <message>
        <source>Cipher</source>
        <translation>Chiffre</translation>
    </message>
    <message>
        <source>MAC or AEAD</source>
        <translation>MAC oder AEAD</translation>
    </message>
    <message>
        <source>PRF</source>
        <translation>PRF</translation>
    </message>
    <message>
        <source>Resumed session</source>
        <translation>Sitzung wiederaufgenommen</translation>
    </message>
    <message>
        <source>Server name (SNI)</source>
        <translation>Servername (SNI)</translation>
    </message>
    <message>
        <source>ALPN</source>
        <translation>ALPN</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Handshake took</source>
        <translation>Dauer des Handshakes</translation>
    </message>
    <message>
        <source>Handshake received</source>
        <translation>Im Handshake empfangen</translation>
    </message>
    <message>
        <source>Handshake sent</source>
        <translation>Im Handshake gesendet</translation>
    </message>
    <message>
        <source>Peer&apos;s certificate</source>
        <translation>Zertifikat der Gegenseite</translation>
    </message>
    <message>
        <source>Its issuer</source>
        <translation>Dessen Aussteller</translation>
    </message>
    <message>
        <source>Its names</source>
        <translation>Dessen Namen</translation>
    </message>
    <message>
        <source>It expires</source>
        <translation>Es läuft ab</translation>
    </message>
    <message>
        <source>Its key</source>
        <translation>Dessen Schlüssel</translation>
    </message>
    <message>
        <source>Its fingerprint</source>
        <translation>Dessen Fingerabdruck</translation>
    </message>
    <message>
        <source>Server&apos;s certificate</source>
        <translation>Zertifikat des Servers</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>monitor_app::ConnectionsPage</name>
    <message>
        <source>Filter: proto:websocket and queue&gt;64KiB, peer:10.0.0.0/8, not state:idle</source>
        <translation>Filter: proto:websocket and queue&gt;64KiB, peer:10.0.0.0/8, not state:idle</translation>
    </message>
    <message>
        <source>Filter of connections</source>
        <translation>Filter der Verbindungen</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Detail of the connection</source>
        <translation>Einzelheiten der Verbindung</translation>
    </message>
    <message>
        <source>Close…</source>
        <translation>Schließen …</translation>
    </message>
    <message>
        <source>Ends the selected connections politely (Del)</source>
        <translation>Beendet die ausgewählten Verbindungen höflich (Entf)</translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s) asked to end, audit %1</source>
        <translation>
            <numerusform>%n Verbindung zum Ende aufgefordert, Audit %1</numerusform>
            <numerusform>%n Verbindungen zum Ende aufgefordert, Audit %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Not allowed: only the server&apos;s user and root may close connections</source>
        <translation>Nicht erlaubt: nur der Benutzer des Servers und root dürfen Verbindungen schließen</translation>
    </message>
    <message>
        <source>Not closed: %1</source>
        <translation>Nicht geschlossen: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n Verbindung</numerusform>
            <numerusform>%n Verbindungen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) would move: sort</source>
        <translation>
            <numerusform>%n Zeile würde wandern: sortieren</numerusform>
            <numerusform>%n Zeilen würden wandern: sortieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a connection to see its details.</source>
        <translation>Wählen Sie eine Verbindung, um ihre Einzelheiten zu sehen.</translation>
    </message>
    <message>
        <source>Closed:</source>
        <translation>Geschlossen:</translation>
    </message>
    <message>
        <source>Slow: %1 wait here, because the peer does not take them.</source>
        <translation>Langsam: %1 warten hier, weil die Gegenseite sie nicht abnimmt.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Idle for</source>
        <translation>Untätig seit</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>Wartet auf das Senden</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message numerus="yes">
        <source>Close %n connection(s)?</source>
        <translation>
            <numerusform>%n Verbindung schließen?</numerusform>
            <numerusform>%n Verbindungen schließen?</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: running requests end first, %2 still wait to be sent.</source>
        <translation>%1: laufende Anfragen werden noch beendet, %2 warten noch auf das Senden.</translation>
    </message>
    <message>
        <source>Close connections</source>
        <translation>Verbindungen schließen</translation>
    </message>
    <message>
        <source>Close politely</source>
        <translation>Höflich schließen</translation>
    </message>
    <message>
        <source>Not attached to a server</source>
        <translation>Mit keinem Server verbunden</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>%n Zeile kopiert</numerusform>
            <numerusform>%n Zeilen kopiert</numerusform>
        </translation>
    </message>
    <message>
        <source>As the server sees it</source>
        <translation>Wie der Server sie sieht</translation>
    </message>
    <message>
        <source>None like this</source>
        <translation>Nichts dergleichen</translation>
    </message>
    <message>
        <source>Only like this</source>
        <translation>Nur dergleichen</translation>
    </message>
    <message>
        <source>Copy cell</source>
        <translation>Zelle kopieren</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
</context>
<context>
    <name>monitor_app::LiveChart</name>
    <message>
        <source>%1 s ago: %2</source>
        <translation>vor %1 s: %2</translation>
    </message>
</context>
<context>
    <name>monitor_app::LogModel</name>
    <message numerus="yes">
        <source>%n record(s) not received, %1 to %2 (%3)</source>
        <translation>
            <numerusform>%n Eintrag nicht empfangen, %1 bis %2 (%3)</numerusform>
            <numerusform>%n Einträge nicht empfangen, %1 bis %2 (%3)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>monitor_app::LogsPage</name>
    <message>
        <source>Text in any column</source>
        <translation>Text in einer der Spalten</translation>
    </message>
    <message>
        <source>Text filter of the log</source>
        <translation>Textfilter des Protokolls</translation>
    </message>
    <message>
        <source>Lowest level shown</source>
        <translation>Niedrigste gezeigte Stufe</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Double-click a line to see its connection</source>
        <translation>Doppelklick auf eine Zeile zeigt ihre Verbindung</translation>
    </message>
</context>
<context>
    <name>monitor_app::MainWindow</name>
    <message>
        <source>About Burrow Monitor</source>
        <translation>Über Burrow Monitor</translation>
    </message>
    <message>
        <source>Burrow Monitor %1
Watches servers that are built with Burrow.
Apache License 2.0</source>
        <translation>Burrow Monitor %1
Beobachtet Server, die mit Burrow gebaut sind.
Apache-Lizenz 2.0</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Tunnels</source>
        <translation>Tunnel</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>&amp;Server</translation>
    </message>
    <message>
        <source>&amp;Add server…</source>
        <translation>Server &amp;hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Remove server</source>
        <translation>Server &amp;entfernen</translation>
    </message>
    <message>
        <source>Re&amp;connect</source>
        <translation>&amp;Neu verbinden</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Freeze</source>
        <translation>&amp;Einfrieren</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>Ü&amp;ber</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>eingefroren</translation>
    </message>
    <message>
        <source>Monitor socket of a server</source>
        <translation>Monitor-Socket eines Servers</translation>
    </message>
    <message>
        <source>Monitor sockets (*.sock);;All files (*)</source>
        <translation>Monitor-Sockets (*.sock);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>No server found</source>
        <translation>Kein Server gefunden</translation>
    </message>
    <message>
        <source>No server of this user runs here. Looked for monitor sockets in:
%1

Start a server, or publish your own program: burrow::monitor::Publisher in C++, BurrowQt::HttpServer::enableMonitoring() in Qt.</source>
        <translation>Hier läuft kein Server dieses Benutzers. Nach Monitor-Sockets gesucht in:
%1

Starten Sie einen Server, oder veröffentlichen Sie Ihr eigenes Programm: burrow::monitor::Publisher in C++, BurrowQt::HttpServer::enableMonitoring() in Qt.</translation>
    </message>
    <message>
        <source>Add server…</source>
        <translation>Server hinzufügen …</translation>
    </message>
    <message>
        <source>Burrow Monitor</source>
        <translation>Burrow Monitor</translation>
    </message>
    <message>
        <source>Burrow Monitor — %1</source>
        <translation>Burrow Monitor — %1</translation>
    </message>
    <message>
        <source>%1, process up for %2</source>
        <translation>%1, Prozess läuft seit %2</translation>
    </message>
    <message>
        <source>Server lost (%1); trying again every few seconds, F5 tries now</source>
        <translation>Server verloren (%1); neuer Versuch alle paar Sekunden, F5 versucht es sofort</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindung wird aufgebaut</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>Zugriff verweigert</translation>
    </message>
    <message>
        <source>The socket %1 belongs to another user. Members of its group may read; add yourself and log in again:</source>
        <translation>Der Socket %1 gehört einem anderen Benutzer. Mitglieder seiner Gruppe dürfen lesen; nehmen Sie sich auf und melden Sie sich neu an:</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Server not reached</source>
        <translation>Server nicht erreicht</translation>
    </message>
    <message>
        <source>%1
%2
Trying again by itself.</source>
        <translation>%1
%2
Es wird von selbst erneut versucht.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message numerus="yes">
        <source>watching costs %1 % of a core, %2, %n record(s) dropped</source>
        <translation>
            <numerusform>Beobachten kostet %1 % eines Kerns, %2, %n Eintrag verworfen</numerusform>
            <numerusform>Beobachten kostet %1 % eines Kerns, %2, %n Einträge verworfen</numerusform>
        </translation>
    </message>
    <message>
        <source>frozen %1</source>
        <translation>eingefroren %1</translation>
    </message>
    <message numerus="yes">
        <source>frozen %1, %n event(s) waiting</source>
        <translation>
            <numerusform>eingefroren %1, %n Ereignis wartet</numerusform>
            <numerusform>eingefroren %1, %n Ereignisse warten</numerusform>
        </translation>
    </message>
    <message>
        <source>%1
A server answers at once. If this stays, its process is stopped or hangs.</source>
        <translation>%1
Ein Server antwortet sofort. Bleibt das stehen, ist sein Prozess angehalten oder hängt.</translation>
    </message>
</context>
<context>
    <name>monitor_app::OverviewPage</name>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Accepted per second</source>
        <translation>Angenommen je Sekunde</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>Anfragen je Sekunde</translation>
    </message>
    <message>
        <source>Limits hit</source>
        <translation>Grenzen erreicht</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Loops busy</source>
        <translation>Schleifen beschäftigt</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Descriptors</source>
        <translation>Deskriptoren</translation>
    </message>
</context>
<context>
    <name>monitor_app::StatePanel</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>monitor_app::TunnelsPage</name>
    <message>
        <source>No tunnels</source>
        <translation>Keine Tunnel</translation>
    </message>
    <message>
        <source>This server offers no relay yet. Agents and their tunnels will stand here: name, state, public end, inner target, carriers, streams, rates, and the time of the last resume.</source>
        <translation>Dieser Server bietet noch kein Relay. Hier werden Agenten und ihre Tunnel stehen: Name, Zustand, öffentliches Ende, inneres Ziel, Träger, Streams, Raten und der Zeitpunkt der letzten Wiederaufnahme.</translation>
    </message>
</context>
</TS>
