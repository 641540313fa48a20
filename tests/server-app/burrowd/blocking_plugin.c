// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
/* A stream plugin as it must not be: it answers each byte only after it has held its thread for a second. */
#include <burrow/plugin.h>

#include <time.h>

static const burrow_host* the_host;

static void* session_open(void* instance, burrow_conn* conn, void* argument) {
    (void)instance;
    (void)argument;
    return conn;
}

static burrow_status session_receive(void* conn, burrow_bytes in, size_t* used) {
    struct timespec left = {.tv_sec = 1, .tv_nsec = 0};
    while (nanosleep(&left, &left) != 0) {
    }
    *used = in.size;
    const burrow_status queued = the_host->write(conn, in);
    return queued < 0 ? queued : BURROW_OK;
}

static void session_close(void* session, burrow_status why) {
    (void)session;
    (void)why;
}

static const burrow_stream_handler handler = {
    .struct_size = sizeof handler,
    .session_open = session_open,
    .session_receive = session_receive,
    .session_close = session_close,
};

static void* instance_create(const burrow_host* host, const char* config_json, burrow_error* error) {
    (void)config_json;
    (void)error;
    the_host = host;
    return (void*)host;
}
static void instance_destroy(void* instance) { (void)instance; }

static const burrow_kind stream_kind = {.struct_size = sizeof stream_kind, .name = "stream", .table = &handler};
static const burrow_kind* const kinds[] = {&stream_kind};

static const burrow_plugin plugin = {
    .struct_size = sizeof plugin,
    .abi_major = BURROW_ABI_MAJOR,
    .abi_minor = BURROW_ABI_MINOR,
    .kind_count = 1,
    .id = "test.blocking",
    .version = "1.0.0",
    .kinds = kinds,
    .instance_create = instance_create,
    .instance_destroy = instance_destroy,
};

const burrow_plugin* burrow_plugin_entry(uint32_t host_major, uint32_t host_minor) {
    (void)host_minor;
    return host_major == BURROW_ABI_MAJOR ? &plugin : NULL;
}
