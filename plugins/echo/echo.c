// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
/* The echo protocol (RFC 862) over streams and datagrams: the smallest complete plugin in C. */
#include <burrow/plugin.h>

#include <stdlib.h>

typedef struct Instance {
    const burrow_host* host;
} Instance;

typedef struct Session {
    const burrow_host* host;
    burrow_conn* conn;
    uint64_t high_mark; /* bytes */
    int paused;
} Session;

/* A peer that sends and does not read must not fill our memory: above the high mark we stop listening to it. */
static void* session_open(void* instance, burrow_conn* conn, void* argument) {
    Session* session = calloc(1, sizeof *session);
    burrow_conn_info info = {.struct_size = sizeof info};
    (void)argument;
    if (!session)
        return NULL;
    session->host = ((Instance*)instance)->host;
    session->conn = conn;
    session->host->conn_info(conn, &info);
    session->high_mark = info.high_mark ? info.high_mark : UINT64_MAX;
    return session;
}

static burrow_status session_receive(void* self, burrow_bytes in, size_t* used) {
    Session* session = self;
    const burrow_status queued = session->host->write(session->conn, in);
    if (queued < 0)
        return queued;
    *used = in.size;
    if ((uint64_t)queued > session->high_mark && !session->paused) {
        session->paused = 1;
        session->host->pause_read(session->conn);
    }
    return BURROW_OK;
}

static void session_writable(void* self) {
    Session* session = self;
    if (session->paused) {
        session->paused = 0;
        session->host->resume_read(session->conn);
    }
}

static void session_close(void* session, burrow_status why) {
    (void)why;
    free(session);
}

static const burrow_stream_handler stream_handler = {
    .struct_size = sizeof stream_handler,
    .session_open = session_open,
    .session_receive = session_receive,
    .session_close = session_close,
    .session_writable = session_writable,
};

/* Datagrams from the small services are not answered: two of them would talk to each other for ever. */
static int is_small_service(uint32_t port) {
    return port == 7 || port == 13 || port == 17 || port == 19 || port == 37;
}

static burrow_status datagram_receive(void* instance, burrow_flow* flow, burrow_bytes in) {
    const burrow_host* host = ((Instance*)instance)->host;
    burrow_conn_info info = {.struct_size = sizeof info};
    host->flow_info(flow, &info);
    if (is_small_service(info.peer_port))
        return BURROW_OK;
    return host->flow_send(flow, in);
}

static const burrow_datagram_handler datagram_handler = {
    .struct_size = sizeof datagram_handler,
    .datagram_receive = datagram_receive,
};

static void* instance_create(const burrow_host* host, const char* config_json, burrow_error* error) {
    Instance* instance = malloc(sizeof *instance);
    (void)config_json; /* nothing can be configured */
    if (!instance)
        burrow_error_set(error, BURROW_E_OVERLOADED, "out of memory");
    else
        instance->host = host;
    return instance;
}

static void instance_destroy(void* instance) { free(instance); }

static const burrow_kind stream_kind = {.struct_size = sizeof stream_kind, .name = "stream", .table = &stream_handler};
static const burrow_kind datagram_kind = {
    .struct_size = sizeof datagram_kind, .name = "datagram", .table = &datagram_handler};
static const burrow_kind* const kinds[] = {&stream_kind, &datagram_kind};

static const burrow_plugin plugin = {
    .struct_size = sizeof plugin,
    .abi_major = BURROW_ABI_MAJOR,
    .abi_minor = BURROW_ABI_MINOR,
    .kind_count = sizeof kinds / sizeof *kinds,
    .id = "burrow.echo",
    .version = "1.0.0",
    .kinds = kinds,
    .instance_create = instance_create,
    .instance_destroy = instance_destroy,
};

const burrow_plugin* burrow_plugin_entry(uint32_t host_major, uint32_t host_minor) {
    (void)host_minor;
    return host_major == BURROW_ABI_MAJOR ? &plugin : NULL;
}
