// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
/*
 * The plugin ABI of Burrow: pure C11, no Burrow type, the same for every compiler. Installed as <burrow/plugin.h>.
 *
 * A plugin is a shared object with one exported symbol, burrow_plugin_entry(), which gives a burrow_plugin: its id
 * and a table for each kind of work that it can do. The host makes instances of it, each with its own configuration.
 *
 * Rules that hold for every function below, unless its comment says otherwise:
 *   Thread     "session thread": all calls of one session come from one thread, and host functions that take a
 *              burrow_conn must be called from there. Sessions of one plugin run on many threads at once.
 *              "any": from every thread. "control": the host's configuration thread, one call at a time.
 *   Ownership  each side frees what it allocated. What is passed in belongs to the caller and is valid during the
 *              call only; who wants to keep it copies it. Tables given to the host live until the process ends:
 *              plugins are never unloaded.
 *   Text       UTF-8. burrow_bytes has a length and no terminator; const char* is terminated.
 *   Errors     a burrow_status below zero is one of burrow_error_code; zero and above is success.
 *   Exceptions none may cross this border in either direction; longjmp neither.
 *   Sizes      every struct begins with struct_size, set by the side that made it. A side reads a field only if it
 *              lies within struct_size (BURROW_HAS), so that older and newer builds share what both know. Fields are
 *              only ever added at the end; reserved ones are zero. burrow_bytes alone has no size: it never changes.
 *   Blocking   nobody else on that thread is served meanwhile; a call of more than 50 ms is logged by name.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BURROW_ABI_MAJOR 1u /* differs: the plugin is refused */
#define BURROW_ABI_MINOR 0u /* informative: struct_size decides what is there */

#if defined(__GNUC__)
#define BURROW_EXPORT __attribute__((visibility("default")))
#else
#define BURROW_EXPORT
#endif

/* Whether the struct that `pointer` points to is long enough to have `member`. */
#define BURROW_HAS(pointer, member)                                                                                    \
    ((const char*)&(pointer)->member + sizeof((pointer)->member) <=                                                    \
     (const char*)(pointer) + (pointer)->struct_size)

/* Below zero: one of burrow_error_code. Zero or above: success; some functions answer a number of bytes. */
typedef int64_t burrow_status;

/* Fixed for ever: names tell what the reader should do. */
enum burrow_error_code {
    BURROW_OK = 0,
    BURROW_E_CLOSED = -1,           /* the peer ended in order, or the connection is gone */
    BURROW_E_RESET = -2,            /* the connection was reset */
    BURROW_E_TRUNCATED = -3,        /* the stream ended inside a message */
    BURROW_E_CANCELED = -4,         /* we asked for it */
    BURROW_E_TIMEOUT = -5,          /* retry may help */
    BURROW_E_OVERLOADED = -6,       /* retry later: memory, descriptors, a full queue */
    BURROW_E_UNRESOLVED = -7,       /* the name was not found */
    BURROW_E_LIMIT = -8,            /* the peer passed a limit */
    BURROW_E_PEER_FAULT = -9,       /* the peer broke the protocol */
    BURROW_E_INCOMPATIBLE = -10,    /* no common version or feature; this host cannot do that */
    BURROW_E_UNAUTHENTICATED = -11, /* credentials are missing or wrong */
    BURROW_E_SECURITY = -12,        /* certificate, signature or policy */
    BURROW_E_SYSTEM = -13,          /* the operating system refused */
    BURROW_E_MISUSE = -14,          /* the caller broke the contract of this file */
    BURROW_E_BUG = -15              /* please report */
};

enum burrow_log_level {
    BURROW_LOG_TRACE = 0,
    BURROW_LOG_DEBUG = 1,
    BURROW_LOG_INFO = 2,
    BURROW_LOG_WARNING = 3,
    BURROW_LOG_ERROR = 4
};

enum burrow_unit {
    BURROW_UNIT_NONE = 0,
    BURROW_UNIT_BYTES = 1,
    BURROW_UNIT_COUNT = 2,
    BURROW_UNIT_MILLISECONDS = 3,
    BURROW_UNIT_SECONDS = 4,
    BURROW_UNIT_PERCENT = 5
};

/* Borrowed bytes or text. data may be null only if size is 0. */
typedef struct burrow_bytes {
    const void* data;
    size_t size;
} burrow_bytes;

/* The host's objects; opaque to a plugin. */
typedef struct burrow_conn burrow_conn;                   /* a stream connection; valid until session_close returns */
typedef struct burrow_conn_ref burrow_conn_ref;           /* a counted reference to one, valid on any thread */
typedef struct burrow_flow burrow_flow;                   /* sender of a datagram; valid during datagram_receive */
typedef struct burrow_http_exchange burrow_http_exchange; /* a request to be answered; valid until http_respond */
typedef struct burrow_fields burrow_fields;               /* gets facts; valid during a describe call */

/* Room for a reason, made by the host; filled by the plugin, best with burrow_error_set(). */
typedef struct burrow_error {
    uint32_t struct_size;
    int32_t code;    /* one of burrow_error_code */
    char text[240];  /* one terminated sentence for a person, without full stop */
} burrow_error;

/* Sets a reason; too long a text is cut. `error` may be null. */
static inline void burrow_error_set(burrow_error* error, int32_t code, const char* text) {
    size_t i = 0;
    if (!error)
        return;
    error->code = code;
    for (; text && text[i] && i + 1 < sizeof error->text; ++i)
        error->text[i] = text[i];
    error->text[i] = 0;
}

enum burrow_conn_flag {
    BURROW_CONN_OUTBOUND = 1, /* made by connect() */
    BURROW_CONN_TLS = 2       /* encrypted, and the handshake is done: the tls_ fields are filled */
};

/* Facts about a connection or flow. Empty bytes: not known or not applicable. */
typedef struct burrow_conn_info {
    uint32_t struct_size;
    uint32_t flags;                /* burrow_conn_flag, or-ed */
    uint64_t id;                   /* the number that the monitor and the log show; 0: none */
    burrow_bytes peer;             /* "192.0.2.7:4711", "[2001:db8::1]:4711", "unix:/run/x.sock" */
    burrow_bytes local;            /* the same for our end */
    burrow_bytes transport;        /* "tcp", "unix", "udp", "tls", "memory", "stream" */
    burrow_bytes listener;         /* name of the listener that accepted it */
    burrow_bytes tls_server_name;  /* SNI that the client sent */
    burrow_bytes tls_alpn;         /* agreed application protocol */
    burrow_bytes tls_cert_subject; /* of the peer's verified certificate */
    uint32_t peer_port;            /* 0 unless peer is an IP endpoint */
    uint32_t reserved0;
    uint64_t queued_bytes;         /* output that the kernel has not taken yet */
    uint64_t high_mark;            /* over this many queued bytes the host stops reading by itself */
} burrow_conn_info;

typedef struct burrow_http_field {
    burrow_bytes name;  /* as received or as to be sent; compare without case */
    burrow_bytes value;
} burrow_http_field;

/* A request with its whole body. Valid, with all it points to, during http_handle only. */
typedef struct burrow_http_request {
    uint32_t struct_size;
    uint32_t field_count;
    burrow_bytes method; /* "GET" */
    burrow_bytes path;   /* decoded, without query */
    burrow_bytes query;  /* raw, without '?' */
    const burrow_http_field* fields;
    burrow_bytes body;
    burrow_bytes peer;   /* as in burrow_conn_info */
} burrow_http_request;

/* One record of the host's log. Text may come from a peer and is not escaped. */
typedef struct burrow_log_record {
    uint32_t struct_size;
    uint32_t level;        /* burrow_log_level */
    int64_t unix_micros;   /* wall time */
    uint64_t conn_id;      /* 0: none */
    burrow_bytes module;   /* "http1" */
    burrow_bytes event;    /* "request.refused" */
    burrow_bytes text;     /* the fields, written as name=value, separated by blanks */
} burrow_log_record;

typedef struct burrow_auth_request {
    uint32_t struct_size;
    uint32_t reserved0;
    burrow_bytes mechanism; /* "password", "token" */
    burrow_bytes user;      /* empty for a token */
    burrow_bytes secret;    /* not kept by the host after the call */
    burrow_bytes realm;     /* the listener or route that asks */
    burrow_bytes peer;
} burrow_auth_request;

struct burrow_stream_handler;

/* For connect(). */
typedef struct burrow_connect_options {
    uint32_t struct_size;
    uint32_t timeout_ms;                         /* for name, connect and handshake together; 0: 10 000 */
    const char* target;                          /* "example.org:79", "192.0.2.7:79", "[::1]:79", "unix:/run/x.sock" */
    const struct burrow_stream_handler* handler; /* serves it; null: the plugin's own. Lives as long as the plugin */
    void* argument;                              /* handed to session_open or connect_failed, exactly one of them */
} burrow_connect_options;

/* Runs where the session runs. If the connection is gone, conn and session are null: free what belongs to
 * `argument`. */
typedef void (*burrow_posted)(burrow_conn* conn, void* session, void* argument);

typedef struct burrow_host burrow_host;

/* What the host offers. One for each instance, valid until instance_destroy returns, or until the last reference of
 * its connections is dropped. */
struct burrow_host {
    uint32_t struct_size;
    uint32_t abi_major;
    uint32_t abi_minor;
    uint32_t reserved0;
    const char* name; /* "burrowd 0.1.0" */

    /* Writes a line to the host's log under the plugin's module. conn may be null.
     * Thread: any; the session thread if conn is given. */
    void (*log)(const burrow_host* host, burrow_conn* conn, uint32_t level, burrow_bytes text);

    /* Queues a copy of the bytes for the peer and answers how many bytes wait to be sent now (0 or above). Never blocks
     * and never calls back. Over high_mark wait for session_writable. E_CLOSED after finish, shutdown_write, close.
     * E_LIMIT if the host's queue limit is passed: the connection is closed. Thread: session. */
    burrow_status (*write)(burrow_conn* conn, burrow_bytes bytes);
    /* Closes after what is queued has been sent. Nothing is received any more. Thread: session. */
    burrow_status (*finish)(burrow_conn* conn);
    /* Ends our direction after what is queued has been sent; receiving goes on. Thread: session. */
    burrow_status (*shutdown_write)(burrow_conn* conn);
    /* Closes at once; what is queued is lost. `why` goes to the log and the monitor. session_close follows after the
     * running callback has returned, never before. Thread: session. */
    burrow_status (*close)(burrow_conn* conn, int32_t why);
    /* Counted: reading goes on when each pause_read has met its resume_read (E_MISUSE for one too many).
     * Thread: session. */
    burrow_status (*pause_read)(burrow_conn* conn);
    burrow_status (*resume_read)(burrow_conn* conn);
    /* session_timeout is called once, after so many milliseconds (to within a quarter of a second); replaces the
     * last; 0: never. Thread: session. */
    burrow_status (*set_timeout)(burrow_conn* conn, uint32_t milliseconds);
    /* Fills what fits into info->struct_size, which the caller has set, with the rest of the struct zeroed. The bytes
     * stay valid until the next conn_info of this connection or until session_close returns. Thread: session. */
    burrow_status (*conn_info)(burrow_conn* conn, burrow_conn_info* info);

    /* A counted reference (count 1, belongs to the caller); null after the end. It may be used and dropped after
     * instance_destroy, which waits for nobody. Thread: session. */
    burrow_conn_ref* (*conn_ref)(burrow_conn* conn);
    void (*conn_ref_add)(burrow_conn_ref* ref);  /* Thread: any. */
    void (*conn_ref_drop)(burrow_conn_ref* ref); /* Thread: any. */
    /* The way back from a plugin's own thread. BURROW_OK: `function` will be called exactly once, with nulls if the
     * connection or its thread ends before (then on any thread). E_CLOSED: it will not be called, `argument` stays
     * with the caller. The call may come before post has returned, if post was called from another thread.
     * Thread: any. */
    burrow_status (*post)(burrow_conn_ref* ref, burrow_posted function, void* argument);

    /* Connects on the thread of `conn`; if that ends before, so does the attempt (E_CANCELED). BURROW_OK: session_open
     * or connect_failed follows, after the running callback has returned. E_INCOMPATIBLE: this host makes no
     * connections. Thread: session. */
    burrow_status (*connect)(burrow_conn* conn, const burrow_connect_options* options);

    /* Answers to the sender of a datagram. E_LIMIT: too long. E_OVERLOADED: dropped. Thread: inside
     * datagram_receive. */
    burrow_status (*flow_send)(burrow_flow* flow, burrow_bytes datagram);
    /* As conn_info; the bytes stay valid until datagram_receive returns. */
    burrow_status (*flow_info)(burrow_flow* flow, burrow_conn_info* info);

    /* Answers a request, exactly once; the exchange is gone afterwards, whatever is answered. Content-Length and Date
     * are the host's. E_CLOSED: the client has left. E_MISUSE: status outside 200 to 599 or a field that may not be
     * sent; the client got a 500. Thread: any. */
    burrow_status (*http_respond)(burrow_http_exchange* exchange, uint32_t status, const burrow_http_field* fields,
                                  uint32_t field_count, burrow_bytes body);

    /* Names are short literals in kebab-case ("users-known"). Thread: inside a describe call. */
    void (*field_text)(burrow_fields* fields, const char* name, burrow_bytes value);
    void (*field_number)(burrow_fields* fields, const char* name, uint64_t value, uint32_t unit);
};

/* Kind "stream": a protocol over TCP, Unix sockets, TLS, tunnels. */
typedef struct burrow_stream_handler {
    uint32_t struct_size;
    uint32_t reserved0;
    /* A connection is there; `argument` is null unless connect() made it. Gives the session, null to refuse. The plugin
     * may write at once if it speaks first. Mandatory. */
    void* (*session_open)(void* instance, burrow_conn* conn, void* argument);
    /* Bytes arrived. Sets *used (0 before the call) to how many were taken, at most in.size. While it takes some and
     * some are left, it is called again at once with the rest; what it does not take is offered again together with
     * what follows, up to the host's limit for one message (256 KiB). Below zero: the connection is closed with this
     * error after the queued output was sent. Mandatory. */
    burrow_status (*session_receive)(void* session, burrow_bytes in, size_t* used);
    /* The connection is over; the last call, exactly once for each session_open that gave a session; never from inside
     * another callback. The plugin frees the session. Mandatory. */
    void (*session_close)(void* session, burrow_status why);
    /* The peer ended its direction. Absent: finish(). */
    void (*session_eof)(void* session);
    /* The queue fell under half of high_mark after it had been over high_mark. */
    void (*session_writable)(void* session);
    /* The time of set_timeout passed. Absent: closed with E_TIMEOUT. */
    void (*session_timeout)(void* session);
    /* The host wants to stop: say goodbye, finish soon. Absent: finish(). */
    void (*session_drain)(void* session);
    /* connect() failed; there is no session. */
    void (*connect_failed)(void* instance, void* argument, burrow_status why, burrow_bytes text);
    /* Facts about a session for the monitor. */
    void (*session_describe)(void* session, burrow_fields* fields);
} burrow_stream_handler;

/* Kind "datagram": a protocol over UDP. */
typedef struct burrow_datagram_handler {
    uint32_t struct_size;
    uint32_t reserved0;
    /* One datagram. Below zero: counted and logged as an error of this flow; nothing is sent. Runs on several threads
     * at once. Mandatory. */
    burrow_status (*datagram_receive)(void* instance, burrow_flow* flow, burrow_bytes in);
} burrow_datagram_handler;

/* Kind "http": answers requests, whichever HTTP version brought them. */
typedef struct burrow_http_handler {
    uint32_t struct_size;
    uint32_t reserved0;
    uint64_t body_limit; /* bytes of body that are collected before the call; more is answered 413 by the host */
    /* Zero or above: http_respond was or will be called, exactly once. Below zero: it was not and will not be, and the
     * host answers with a status that fits the error. Runs on several threads at once. Mandatory. */
    burrow_status (*http_handle)(void* instance, const burrow_http_request* request, burrow_http_exchange* exchange);
} burrow_http_handler;

/* Kind "log": gets the host's log. */
typedef struct burrow_log_sink {
    uint32_t struct_size;
    uint32_t reserved0;
    /* One record. Must not call log(). Thread: the log's own. Mandatory. */
    void (*log_write)(void* instance, const burrow_log_record* record);
    /* Everything given so far must be safe on return. Thread: the log's own. */
    void (*log_flush)(void* instance);
} burrow_log_sink;

/* Kind "auth": says whether credentials are right. */
typedef struct burrow_auth_checker {
    uint32_t struct_size;
    uint32_t reserved0;
    /* BURROW_OK: they are. E_UNAUTHENTICATED: they are not. Another error: could not be found out, access is refused.
     * May block. Thread: a worker of the host, several at once. Mandatory. */
    burrow_status (*auth_check)(void* instance, const burrow_auth_request* request);
} burrow_auth_checker;

/* One kind of work: "stream", "datagram", "http", "log" or "auth", with its table. A host refuses a plugin with a kind
 * that it does not know, and one that names a kind twice. */
typedef struct burrow_kind {
    uint32_t struct_size;
    uint32_t reserved0;
    const char* name;
    const void* table;
} burrow_kind;

/* What burrow_plugin_entry() gives. Lives until the process ends. */
typedef struct burrow_plugin {
    uint32_t struct_size;
    uint32_t abi_major; /* BURROW_ABI_MAJOR at build time */
    uint32_t abi_minor; /* BURROW_ABI_MINOR at build time */
    uint32_t kind_count;              /* 1 to 16 */
    const char* id;                   /* "org.example.echo": 3 to 64 of a-z 0-9 . _ -, at least one dot, unique */
    const char* version;              /* "1.2.0": at most 32 characters */
    const burrow_kind* const* kinds;  /* kind_count pointers */
    /* Makes an instance from one JSON object ("{}" if nothing is configured). Gives null and fills `error` (never
     * null) if that cannot be. Sessions start only after it returned. Thread: control. Mandatory. */
    void* (*instance_create)(const burrow_host* host, const char* config_json, burrow_error* error);
    /* The last call for this instance; its sessions are closed and its exchanges answered by then; threads of its own
     * may use nothing but references afterwards. Thread: control, or the one on which the last session ended, if that
     * outlived the configuration. Mandatory. */
    void (*instance_destroy)(void* instance);
    /* New configuration, while sessions run on other threads. Below zero: the old one stays in force and `error` says
     * why. Absent: a reload with changes is refused. Thread: control. */
    burrow_status (*instance_configure)(void* instance, const char* config_json, burrow_error* error);
    /* Facts about the instance for the monitor, while sessions run on other threads. Thread: control. */
    void (*instance_describe)(void* instance, burrow_fields* fields);
} burrow_plugin;

/* The one exported symbol, written by the plugin. Null: this plugin cannot work with such a host. */
BURROW_EXPORT const burrow_plugin* burrow_plugin_entry(uint32_t host_major, uint32_t host_minor);

#ifdef __cplusplus
}
#endif
