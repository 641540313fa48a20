// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
/* A plugin with the one fault that the build names (-DFAULT=FAULT_...); built once for each. */
#include <burrow/plugin.h>

#include <stdlib.h>

#define FAULT_NONE 0
#define FAULT_NO_SYMBOL 1
#define FAULT_UNRESOLVED 2
#define FAULT_NO_TABLE 3
#define FAULT_OTHER_MAJOR 4
#define FAULT_TINY_TABLE 5
#define FAULT_SHORT_TABLE 6
#define FAULT_EMPTY_ID 7
#define FAULT_NULL_ID 8
#define FAULT_BAD_ID 9
#define FAULT_LONG_ID 10
#define FAULT_BAD_VERSION 11
#define FAULT_NO_KINDS 12
#define FAULT_MANY_KINDS 13
#define FAULT_UNKNOWN_KIND 14
#define FAULT_TWO_STREAMS 15
#define FAULT_NO_KIND_TABLE 16
#define FAULT_NULL_KIND 17
#define FAULT_SHORT_KIND 18
#define FAULT_SHORT_STREAM 19
#define FAULT_NO_CREATE 20
#define FAULT_NO_RECEIVE 21
#define FAULT_CREATE 22

#define IF(fault, then, otherwise) (FAULT == (fault) ? (then) : (otherwise))

static void* session_open(void* instance, burrow_conn* conn, void* argument) {
    (void)conn;
    (void)argument;
    return instance;
}
static burrow_status session_receive(void* session, burrow_bytes in, size_t* used) {
    (void)session;
    *used = in.size;
    return BURROW_OK;
}
static void session_close(void* session, burrow_status why) {
    (void)session;
    (void)why;
}
static const burrow_stream_handler stream = {
    .struct_size = IF(FAULT_SHORT_STREAM, 16, sizeof stream),
    .session_open = session_open,
    .session_receive = IF(FAULT_NO_RECEIVE, NULL, session_receive),
    .session_close = session_close,
};

static int nothing;
static void* instance_create(const burrow_host* host, const char* config_json, burrow_error* error) {
    (void)host;
    (void)config_json;
    if (FAULT == FAULT_CREATE) {
        burrow_error_set(error, BURROW_E_SYSTEM, "the cellar is flooded");
        return NULL;
    }
    return &nothing;
}
static void instance_destroy(void* instance) { (void)instance; }

static const burrow_kind kind = {
    .struct_size = IF(FAULT_SHORT_KIND, 4, sizeof kind),
    .name = IF(FAULT_UNKNOWN_KIND, "telepathy", "stream"),
    .table = IF(FAULT_NO_KIND_TABLE, NULL, &stream),
};
static const burrow_kind* const kinds[17] = {IF(FAULT_NULL_KIND, NULL, &kind), &kind};

#if FAULT != FAULT_NO_SYMBOL
static
#endif
const burrow_plugin plugin = {
    .struct_size = IF(FAULT_TINY_TABLE, 8, IF(FAULT_SHORT_TABLE, 40, sizeof plugin)),
    .abi_major = IF(FAULT_OTHER_MAJOR, 7, BURROW_ABI_MAJOR),
    .abi_minor = BURROW_ABI_MINOR,
    .kind_count = IF(FAULT_TWO_STREAMS, 2, IF(FAULT_MANY_KINDS, 17, IF(FAULT_NO_KINDS, 0, 1))),
    .id = IF(FAULT_EMPTY_ID, "",
             IF(FAULT_NULL_ID, NULL,
                IF(FAULT_BAD_ID, "No Dots",
                   IF(FAULT_LONG_ID, "a.0123456789012345678901234567890123456789012345678901234567890123456789",
                      "test.broken")))),
    .version = IF(FAULT_BAD_VERSION, "1 0", "1.0.0"),
    .kinds = kinds,
    .instance_create = IF(FAULT_NO_CREATE, NULL, instance_create),
    .instance_destroy = instance_destroy,
};

#if FAULT == FAULT_UNRESOLVED
void nobody_defines_this(void);
#endif

#if FAULT != FAULT_NO_SYMBOL
const burrow_plugin* burrow_plugin_entry(uint32_t host_major, uint32_t host_minor) {
    (void)host_major;
    (void)host_minor;
#if FAULT == FAULT_UNRESOLVED
    nobody_defines_this();
#endif
    return IF(FAULT_NO_TABLE, NULL, &plugin);
}
#endif
