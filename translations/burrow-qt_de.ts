<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>BurrowQt::Error</name>
    <message>
        <source>an exception left a callback</source>
        <translation>eine Ausnahme verließ einen Callback</translation>
    </message>
    <message>
        <source>called from a thread that does not own the object</source>
        <translation>aus einem Thread aufgerufen, dem das Objekt nicht gehört</translation>
    </message>
    <message>
        <source>called from inside a turn of the event loop</source>
        <translation>aus einem Durchgang der Ereignisschleife heraus aufgerufen</translation>
    </message>
    <message>
        <source>canceled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>invalid argument</source>
        <translation>ungültiges Argument</translation>
    </message>
    <message>
        <source>name not found</source>
        <translation>Name nicht gefunden</translation>
    </message>
    <message>
        <source>no error</source>
        <translation>kein Fehler</translation>
    </message>
    <message>
        <source>not supported</source>
        <translation>nicht unterstützt</translation>
    </message>
    <message>
        <source>the buffer limit is reached</source>
        <translation>die Grenze des Puffers ist erreicht</translation>
    </message>
    <message>
        <source>the connection is closed</source>
        <translation>die Verbindung ist geschlossen</translation>
    </message>
    <message>
        <source>the event loop is stopped</source>
        <translation>die Ereignisschleife ist angehalten</translation>
    </message>
    <message>
        <source>the request is already answered</source>
        <translation>die Anfrage ist schon beantwortet</translation>
    </message>
    <message>
        <source>the stream ended inside a message</source>
        <translation>der Stream endete mitten in einer Nachricht</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>Zeitüberschreitung</translation>
    </message>
    <message>
        <source>too many at once</source>
        <translation>zu viele auf einmal</translation>
    </message>
    <message>
        <source>unknown error</source>
        <translation>unbekannter Fehler</translation>
    </message>
    <message>
        <source>a host name has at most 253 characters</source>
        <translation>ein Hostname hat höchstens 253 Zeichen</translation>
    </message>
    <message>
        <source>a host name needs a resolver</source>
        <translation>ein Hostname braucht einen Resolver</translation>
    </message>
    <message>
        <source>a part of a host name has at most 63 characters</source>
        <translation>ein Teil eines Hostnamens hat höchstens 63 Zeichen</translation>
    </message>
    <message>
        <source>a part of a host name neither begins nor ends with a hyphen</source>
        <translation>ein Teil eines Hostnamens beginnt und endet nicht mit einem Bindestrich</translation>
    </message>
    <message>
        <source>a part of the host name is empty</source>
        <translation>ein Teil des Hostnamens ist leer</translation>
    </message>
    <message>
        <source>an international host name must be in its ASCII form (xn--...)</source>
        <translation>ein internationaler Hostname muss in seiner ASCII-Form stehen (xn--...)</translation>
    </message>
    <message>
        <source>names of this kind are never looked up in DNS</source>
        <translation>Namen dieser Art werden nie im DNS gesucht</translation>
    </message>
    <message>
        <source>neither a host name nor an IPv4 address of four numbers</source>
        <translation>weder ein Hostname noch eine IPv4-Adresse aus vier Zahlen</translation>
    </message>
    <message>
        <source>the address is not allowed here</source>
        <translation>die Adresse ist hier nicht erlaubt</translation>
    </message>
    <message>
        <source>the host name does not exist</source>
        <translation>den Hostnamen gibt es nicht</translation>
    </message>
    <message>
        <source>the host name has no address of the wanted kind</source>
        <translation>der Hostname hat keine Adresse der gewünschten Art</translation>
    </message>
    <message>
        <source>the host name is empty</source>
        <translation>der Hostname ist leer</translation>
    </message>
    <message>
        <source>the name server did not answer</source>
        <translation>der Nameserver antwortete nicht</translation>
    </message>
    <message>
        <source>the name server failed</source>
        <translation>der Nameserver versagte</translation>
    </message>
    <message>
        <source>too many host names are waiting to be looked up</source>
        <translation>zu viele Hostnamen warten auf ihre Auflösung</translation>
    </message>
    <message>
        <source>unexpected character in a host name</source>
        <translation>unerwartetes Zeichen in einem Hostnamen</translation>
    </message>
    <message>
        <source>&quot;::&quot; may stand only once in an IPv6 address</source>
        <translation>„::“ darf in einer IPv6-Adresse nur einmal stehen</translation>
    </message>
    <message>
        <source>&quot;::&quot; must stand for at least one group</source>
        <translation>„::“ muss für mindestens eine Gruppe stehen</translation>
    </message>
    <message>
        <source>a group of an IPv6 address has at most four digits</source>
        <translation>eine Gruppe einer IPv6-Adresse hat höchstens vier Ziffern</translation>
    </message>
    <message>
        <source>a link-local IPv6 address needs its interface, as in fe80::1%eth0</source>
        <translation>eine Link-local-IPv6-Adresse braucht ihre Schnittstelle, wie in fe80::1%eth0</translation>
    </message>
    <message>
        <source>a number in an address has a leading zero</source>
        <translation>eine Zahl in einer Adresse hat eine führende Null</translation>
    </message>
    <message>
        <source>a port is a decimal number from 1 to 65535</source>
        <translation>ein Port ist eine Dezimalzahl von 1 bis 65535</translation>
    </message>
    <message>
        <source>a prefix length is 0 to 32 for IPv4 and 0 to 128 for IPv6</source>
        <translation>eine Präfixlänge ist 0 bis 32 für IPv4 und 0 bis 128 für IPv6</translation>
    </message>
    <message>
        <source>a zone is allowed only behind a link-local IPv6 address</source>
        <translation>eine Zone ist nur hinter einer Link-local-IPv6-Adresse erlaubt</translation>
    </message>
    <message>
        <source>a zone is an interface name of 1 to 15 characters or its number</source>
        <translation>eine Zone ist ein Schnittstellenname mit 1 bis 15 Zeichen oder dessen Nummer</translation>
    </message>
    <message>
        <source>an IPv4 address has four octets, here are fewer</source>
        <translation>eine IPv4-Adresse hat vier Oktette, hier sind es weniger</translation>
    </message>
    <message>
        <source>an IPv4 address has four octets, here are more</source>
        <translation>eine IPv4-Adresse hat vier Oktette, hier sind es mehr</translation>
    </message>
    <message>
        <source>an IPv6 address has eight groups, here are fewer</source>
        <translation>eine IPv6-Adresse hat acht Gruppen, hier sind es weniger</translation>
    </message>
    <message>
        <source>an IPv6 address has eight groups, here are more</source>
        <translation>eine IPv6-Adresse hat acht Gruppen, hier sind es mehr</translation>
    </message>
    <message>
        <source>an IPv6 address with a port needs brackets, as in [::1]:80</source>
        <translation>eine IPv6-Adresse mit Port braucht Klammern, wie in [::1]:80</translation>
    </message>
    <message>
        <source>an octet of an IPv4 address is at most 255</source>
        <translation>ein Oktett einer IPv4-Adresse ist höchstens 255</translation>
    </message>
    <message>
        <source>an unspecified address reaches this host: name the one that is meant</source>
        <translation>eine unbestimmte Adresse erreicht diesen Rechner: Bitte die gemeinte nennen</translation>
    </message>
    <message>
        <source>no interface has the name of this zone</source>
        <translation>keine Schnittstelle heißt wie diese Zone</translation>
    </message>
    <message>
        <source>not an IPv4 address in any of its old forms</source>
        <translation>keine IPv4-Adresse in einer ihrer alten Formen</translation>
    </message>
    <message>
        <source>only an IPv6 address may stand in brackets</source>
        <translation>nur eine IPv6-Adresse darf in Klammern stehen</translation>
    </message>
    <message>
        <source>port 0 is allowed only where the kernel may choose</source>
        <translation>Port 0 ist nur erlaubt, wo der Kernel wählen darf</translation>
    </message>
    <message>
        <source>the address has bits set beyond its prefix length</source>
        <translation>die Adresse hat Bits hinter ihrer Präfixlänge gesetzt</translation>
    </message>
    <message>
        <source>the address is empty</source>
        <translation>die Adresse ist leer</translation>
    </message>
    <message>
        <source>the path of a Unix socket contains a NUL byte</source>
        <translation>der Pfad eines Unix-Sockets enthält ein NUL-Byte</translation>
    </message>
    <message>
        <source>the path of a Unix socket has at most 107 bytes</source>
        <translation>der Pfad eines Unix-Sockets hat höchstens 107 Bytes</translation>
    </message>
    <message>
        <source>the path of a Unix socket is empty</source>
        <translation>der Pfad eines Unix-Sockets ist leer</translation>
    </message>
    <message>
        <source>the port is missing</source>
        <translation>der Port fehlt</translation>
    </message>
    <message>
        <source>unexpected character in an address</source>
        <translation>unerwartetes Zeichen in einer Adresse</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>ist nicht lesbar</translation>
    </message>
    <message>
        <source>contains no certificate</source>
        <translation>enthält kein Zertifikat</translation>
    </message>
    <message>
        <source>contains no private key</source>
        <translation>enthält keinen privaten Schlüssel</translation>
    </message>
    <message>
        <source>does not match the certificate</source>
        <translation>passt nicht zum Zertifikat</translation>
    </message>
    <message>
        <source>is encrypted, and the password is missing or wrong</source>
        <translation>ist verschlüsselt, und das Passwort fehlt oder ist falsch</translation>
    </message>
    <message>
        <source>is not a host name or an IP address</source>
        <translation>ist weder Hostname noch IP-Adresse</translation>
    </message>
    <message>
        <source>is not a valid certificate in PEM form</source>
        <translation>ist kein gültiges Zertifikat in PEM-Form</translation>
    </message>
    <message>
        <source>is not a valid private key in PEM form</source>
        <translation>ist kein gültiger privater Schlüssel in PEM-Form</translation>
    </message>
    <message>
        <source>no TLS version in common</source>
        <translation>keine gemeinsame TLS-Version</translation>
    </message>
    <message>
        <source>no application protocol (ALPN) in common</source>
        <translation>kein gemeinsames Anwendungsprotokoll (ALPN)</translation>
    </message>
    <message>
        <source>no certificate for the requested name</source>
        <translation>kein Zertifikat für den verlangten Namen</translation>
    </message>
    <message>
        <source>no cipher suite, group or signature algorithm in common</source>
        <translation>keine gemeinsame Cipher-Suite, Gruppe oder Signatur</translation>
    </message>
    <message>
        <source>the TLS connection is closed</source>
        <translation>die TLS-Verbindung ist geschlossen</translation>
    </message>
    <message>
        <source>the TLS handshake is not finished</source>
        <translation>der TLS-Handshake ist nicht beendet</translation>
    </message>
    <message>
        <source>the TLS handshake is too large</source>
        <translation>der TLS-Handshake ist zu groß</translation>
    </message>
    <message>
        <source>the TLS handshake took too long</source>
        <translation>der TLS-Handshake dauerte zu lange</translation>
    </message>
    <message>
        <source>the TLS library failed</source>
        <translation>die TLS-Bibliothek versagte</translation>
    </message>
    <message>
        <source>the TLS options do not fit together</source>
        <translation>die TLS-Optionen passen nicht zusammen</translation>
    </message>
    <message>
        <source>the peer broke the TLS protocol</source>
        <translation>die Gegenseite verletzte das TLS-Protokoll</translation>
    </message>
    <message>
        <source>the peer canceled the handshake (alert 90)</source>
        <translation>die Gegenseite brach den Handshake ab (Alert 90)</translation>
    </message>
    <message>
        <source>the peer does not speak TLS</source>
        <translation>die Gegenseite spricht kein TLS</translation>
    </message>
    <message>
        <source>the peer ended the connection without close_notify</source>
        <translation>die Gegenseite beendete die Verbindung ohne close_notify</translation>
    </message>
    <message>
        <source>the peer gave no certificate</source>
        <translation>die Gegenseite gab kein Zertifikat</translation>
    </message>
    <message>
        <source>the peer refused with an unknown alert</source>
        <translation>die Gegenseite lehnte mit einem unbekannten Alert ab</translation>
    </message>
    <message>
        <source>the peer refused: access denied (alert 49)</source>
        <translation>die Gegenseite lehnte ab: access denied (Alert 49)</translation>
    </message>
    <message>
        <source>the peer refused: bad certificate (alert 42)</source>
        <translation>die Gegenseite lehnte ab: bad certificate (Alert 42)</translation>
    </message>
    <message>
        <source>the peer refused: bad certificate status response (alert 113)</source>
        <translation>die Gegenseite lehnte ab: bad certificate status response (Alert 113)</translation>
    </message>
    <message>
        <source>the peer refused: bad record authentication (alert 20)</source>
        <translation>die Gegenseite lehnte ab: bad record authentication (Alert 20)</translation>
    </message>
    <message>
        <source>the peer refused: certificate expired (alert 45)</source>
        <translation>die Gegenseite lehnte ab: certificate expired (Alert 45)</translation>
    </message>
    <message>
        <source>the peer refused: certificate required (alert 116)</source>
        <translation>die Gegenseite lehnte ab: certificate required (Alert 116)</translation>
    </message>
    <message>
        <source>the peer refused: certificate revoked (alert 44)</source>
        <translation>die Gegenseite lehnte ab: certificate revoked (Alert 44)</translation>
    </message>
    <message>
        <source>the peer refused: certificate unknown (alert 46)</source>
        <translation>die Gegenseite lehnte ab: certificate unknown (Alert 46)</translation>
    </message>
    <message>
        <source>the peer refused: close notify (alert 0)</source>
        <translation>die Gegenseite lehnte ab: close notify (Alert 0)</translation>
    </message>
    <message>
        <source>the peer refused: decode error (alert 50)</source>
        <translation>die Gegenseite lehnte ab: decode error (Alert 50)</translation>
    </message>
    <message>
        <source>the peer refused: decrypt error (alert 51)</source>
        <translation>die Gegenseite lehnte ab: decrypt error (Alert 51)</translation>
    </message>
    <message>
        <source>the peer refused: handshake failure (alert 40)</source>
        <translation>die Gegenseite lehnte ab: handshake failure (Alert 40)</translation>
    </message>
    <message>
        <source>the peer refused: illegal parameter (alert 47)</source>
        <translation>die Gegenseite lehnte ab: illegal parameter (Alert 47)</translation>
    </message>
    <message>
        <source>the peer refused: inappropriate fallback (alert 86)</source>
        <translation>die Gegenseite lehnte ab: inappropriate fallback (Alert 86)</translation>
    </message>
    <message>
        <source>the peer refused: insufficient security (alert 71)</source>
        <translation>die Gegenseite lehnte ab: insufficient security (Alert 71)</translation>
    </message>
    <message>
        <source>the peer refused: internal error (alert 80)</source>
        <translation>die Gegenseite lehnte ab: internal error (Alert 80)</translation>
    </message>
    <message>
        <source>the peer refused: missing extension (alert 109)</source>
        <translation>die Gegenseite lehnte ab: missing extension (Alert 109)</translation>
    </message>
    <message>
        <source>the peer refused: no application protocol (alert 120)</source>
        <translation>die Gegenseite lehnte ab: no application protocol (Alert 120)</translation>
    </message>
    <message>
        <source>the peer refused: no renegotiation (alert 100)</source>
        <translation>die Gegenseite lehnte ab: no renegotiation (Alert 100)</translation>
    </message>
    <message>
        <source>the peer refused: protocol version (alert 70)</source>
        <translation>die Gegenseite lehnte ab: protocol version (Alert 70)</translation>
    </message>
    <message>
        <source>the peer refused: record too long (alert 22)</source>
        <translation>die Gegenseite lehnte ab: record too long (Alert 22)</translation>
    </message>
    <message>
        <source>the peer refused: unexpected message (alert 10)</source>
        <translation>die Gegenseite lehnte ab: unexpected message (Alert 10)</translation>
    </message>
    <message>
        <source>the peer refused: unknown PSK identity (alert 115)</source>
        <translation>die Gegenseite lehnte ab: unknown PSK identity (Alert 115)</translation>
    </message>
    <message>
        <source>the peer refused: unknown certificate authority (alert 48)</source>
        <translation>die Gegenseite lehnte ab: unknown certificate authority (Alert 48)</translation>
    </message>
    <message>
        <source>the peer refused: unrecognized name (alert 112)</source>
        <translation>die Gegenseite lehnte ab: unrecognized name (Alert 112)</translation>
    </message>
    <message>
        <source>the peer refused: unsupported certificate (alert 43)</source>
        <translation>die Gegenseite lehnte ab: unsupported certificate (Alert 43)</translation>
    </message>
    <message>
        <source>the peer refused: unsupported extension (alert 110)</source>
        <translation>die Gegenseite lehnte ab: unsupported extension (Alert 110)</translation>
    </message>
    <message>
        <source>the peer speaks TLS 1.2 without extended master secret</source>
        <translation>die Gegenseite spricht TLS 1.2 ohne Extended Master Secret</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate comes from no trusted authority</source>
        <translation>das Zertifikat der Gegenseite kommt von keiner vertrauten Stelle</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate has expired</source>
        <translation>das Zertifikat der Gegenseite ist abgelaufen</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate is for another name</source>
        <translation>das Zertifikat der Gegenseite gilt für einen anderen Namen</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate is not valid yet</source>
        <translation>das Zertifikat der Gegenseite gilt noch nicht</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate is refused</source>
        <translation>das Zertifikat der Gegenseite wird abgelehnt</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate is revoked</source>
        <translation>das Zertifikat der Gegenseite ist widerrufen</translation>
    </message>
    <message>
        <source>too many TLS messages after the handshake</source>
        <translation>zu viele TLS-Nachrichten nach dem Handshake</translation>
    </message>
    <message>
        <source>a member of the message has an invalid value</source>
        <translation>ein Element der Nachricht hat einen ungültigen Wert</translation>
    </message>
    <message>
        <source>a member of the message occurs twice</source>
        <translation>ein Element der Nachricht kommt zweimal vor</translation>
    </message>
    <message>
        <source>expected trace, debug, info, warning, error or off</source>
        <translation>erwartet wird trace, debug, info, warning, error oder off</translation>
    </message>
    <message>
        <source>not a message of the monitoring protocol</source>
        <translation>keine Nachricht des Überwachungsprotokolls</translation>
    </message>
    <message>
        <source>permission denied: this needs to be the server&apos;s user or root</source>
        <translation>nicht erlaubt: Das darf nur der Benutzer des Servers oder root</translation>
    </message>
    <message>
        <source>the command names no target</source>
        <translation>der Befehl nennt kein Ziel</translation>
    </message>
    <message>
        <source>the connection to the server is lost</source>
        <translation>die Verbindung zum Server ist verloren</translation>
    </message>
    <message>
        <source>the message is too long</source>
        <translation>die Nachricht ist zu lang</translation>
    </message>
    <message>
        <source>the server ends</source>
        <translation>der Server endet</translation>
    </message>
    <message>
        <source>the server speaks another version of the monitoring protocol</source>
        <translation>der Server spricht eine andere Version des Überwachungsprotokolls</translation>
    </message>
    <message>
        <source>the topic has no such column to sort by</source>
        <translation>das Thema hat keine solche Spalte zum Sortieren</translation>
    </message>
    <message>
        <source>the watcher takes its data too slowly</source>
        <translation>der Beobachter nimmt seine Daten zu langsam ab</translation>
    </message>
    <message>
        <source>this message is not expected here</source>
        <translation>diese Nachricht wird hier nicht erwartet</translation>
    </message>
    <message>
        <source>this server has no such command</source>
        <translation>dieser Server kennt den Befehl nicht</translation>
    </message>
    <message>
        <source>this server has no such topic</source>
        <translation>dieser Server kennt das Thema nicht</translation>
    </message>
    <message>
        <source>too many subscriptions</source>
        <translation>zu viele Abonnements</translation>
    </message>
    <message>
        <source>too many watchers are attached</source>
        <translation>zu viele Beobachter sind angehängt</translation>
    </message>
    <message>
        <source>unknown kind of message</source>
        <translation>unbekannte Art von Nachricht</translation>
    </message>
    <message>
        <source>expected a closing parenthesis</source>
        <translation>erwartet wird eine schließende Klammer</translation>
    </message>
    <message>
        <source>expected a closing quotation mark</source>
        <translation>erwartet wird ein schließendes Anführungszeichen</translation>
    </message>
    <message>
        <source>expected a duration such as 30s or 5min</source>
        <translation>erwartet wird eine Dauer wie 30s oder 5min</translation>
    </message>
    <message>
        <source>expected a number such as 12 or 3k</source>
        <translation>erwartet wird eine Zahl wie 12 oder 3k</translation>
    </message>
    <message>
        <source>expected a size such as 64KiB or 1.5MB</source>
        <translation>erwartet wird eine Größe wie 64KiB oder 1.5MB</translation>
    </message>
    <message>
        <source>expected a time in UTC such as 2026-11-20T12:01:07</source>
        <translation>erwartet wird eine Zeit in UTC wie 2026-11-20T12:01:07</translation>
    </message>
    <message>
        <source>expected a value</source>
        <translation>erwartet wird ein Wert</translation>
    </message>
    <message>
        <source>expected an address such as 192.0.2.1, 10.0.0.0/8 or [::1]:80</source>
        <translation>erwartet wird eine Adresse wie 192.0.2.1, 10.0.0.0/8 oder [::1]:80</translation>
    </message>
    <message>
        <source>expected and, or, another term or the end</source>
        <translation>erwartet wird and, or, ein weiterer Term oder das Ende</translation>
    </message>
    <message>
        <source>expected field:value, a word, not or an opening parenthesis</source>
        <translation>erwartet wird Feld:Wert, ein Wort, not oder eine öffnende Klammer</translation>
    </message>
    <message>
        <source>expected the name of a field; put text that has a colon into quotation marks</source>
        <translation>erwartet wird der Name eines Felds; Text mit Doppelpunkt gehört in Anführungszeichen</translation>
    </message>
    <message>
        <source>expected trace, debug, info, warning or error</source>
        <translation>erwartet wird trace, debug, info, warning oder error</translation>
    </message>
    <message>
        <source>expected yes or no</source>
        <translation>erwartet wird yes oder no</translation>
    </message>
    <message>
        <source>the filter has too many terms</source>
        <translation>der Filter hat zu viele Terme</translation>
    </message>
    <message>
        <source>the filter is nested too deeply</source>
        <translation>der Filter ist zu tief geschachtelt</translation>
    </message>
    <message>
        <source>the filter is too long</source>
        <translation>der Filter ist zu lang</translation>
    </message>
    <message>
        <source>this field has no order: expected :, = or !=</source>
        <translation>dieses Feld hat keine Ordnung: erwartet wird :, = oder !=</translation>
    </message>
    <message>
        <source>Address already in use</source>
        <translation>Adresse wird schon benutzt</translation>
    </message>
    <message>
        <source>Cannot assign requested address</source>
        <translation>Die verlangte Adresse hat dieser Rechner nicht</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>Verbindung abgelehnt</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>Verbindung von der Gegenseite zurückgesetzt</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>Zeitüberschreitung der Verbindung</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>Die Gegenseite nimmt nichts mehr an</translation>
    </message>
    <message>
        <source>Software caused connection abort</source>
        <translation>Verbindung vom System abgebrochen</translation>
    </message>
    <message>
        <source>Transport endpoint is not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>Kein Weg zum Rechner</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>Netz nicht erreichbar</translation>
    </message>
    <message>
        <source>Network is down</source>
        <translation>Das Netz ist abgeschaltet</translation>
    </message>
    <message>
        <source>Host is down</source>
        <translation>Der Rechner ist abgeschaltet</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>Keine Berechtigung</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>Vorgang nicht erlaubt</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>Datei oder Ordner nicht gefunden</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>Zu viele offene Dateien</translation>
    </message>
    <message>
        <source>Too many open files in system</source>
        <translation>Zu viele offene Dateien im System</translation>
    </message>
    <message>
        <source>No buffer space available</source>
        <translation>Kein Pufferspeicher frei</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>Kein Speicher frei</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>Dateiname zu lang</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>Kein Platz mehr auf dem Gerät</translation>
    </message>
    <message>
        <source>Address family not supported by protocol</source>
        <translation>Adressfamilie nicht unterstützt</translation>
    </message>
    <message>
        <source>Protocol not available</source>
        <translation>Protokoll nicht verfügbar</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>Ungültiges Argument</translation>
    </message>
    <message>
        <source>Message too long</source>
        <translation>Nachricht zu lang</translation>
    </message>
</context>
<context>
    <name>BurrowQt::TcpSocket</name>
    <message>
        <source>The socket is not connected</source>
        <translation>Der Socket ist nicht verbunden</translation>
    </message>
</context>
</TS>
