// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
/* A log sink and an auth checker in C. */
#include <burrow/plugin.h>

#include <stdlib.h>
#include <string.h>

typedef struct Instance {
    const burrow_host* host;
    char last[200]; /* module, event and text of the last record */
    uint64_t records, flushes;
} Instance;

static void append(Instance* self, burrow_bytes text) {
    const size_t used = strlen(self->last), room = sizeof self->last - 1 - used;
    memcpy(self->last + used, text.data, text.size < room ? text.size : room);
}

static void log_write(void* instance, const burrow_log_record* record) {
    Instance* self = instance;
    memset(self->last, 0, sizeof self->last);
    append(self, record->module);
    append(self, (burrow_bytes){"|", 1});
    append(self, record->event);
    append(self, (burrow_bytes){"|", 1});
    append(self, record->text);
    ++self->records;
    self->host->log(self->host, NULL, BURROW_LOG_INFO, (burrow_bytes){"a line about a line", 19});
}
static void log_flush(void* instance) { ++((Instance*)instance)->flushes; }
static const burrow_log_sink sink = {.struct_size = sizeof sink, .log_write = log_write, .log_flush = log_flush};

static int equals(burrow_bytes a, const char* b) { return a.size == strlen(b) && memcmp(a.data, b, a.size) == 0; }
static burrow_status auth_check(void* instance, const burrow_auth_request* request) {
    (void)instance;
    if (equals(request->mechanism, "token"))
        return BURROW_E_TIMEOUT;
    return equals(request->user, "ada") && equals(request->secret, "right") ? BURROW_OK : BURROW_E_UNAUTHENTICATED;
}
static const burrow_auth_checker checker = {.struct_size = sizeof checker, .auth_check = auth_check};

static void* instance_create(const burrow_host* host, const char* config_json, burrow_error* error) {
    Instance* self = calloc(1, sizeof *self);
    (void)config_json;
    (void)error;
    if (self)
        self->host = host;
    return self;
}
static void instance_destroy(void* instance) { free(instance); }
static void instance_describe(void* instance, burrow_fields* fields) {
    const Instance* self = instance;
    self->host->field_text(fields, "last", (burrow_bytes){self->last, strlen(self->last)});
    self->host->field_number(fields, "records", self->records, BURROW_UNIT_COUNT);
    self->host->field_number(fields, "flushes", self->flushes, BURROW_UNIT_COUNT);
}

static const burrow_kind log_kind = {.struct_size = sizeof log_kind, .name = "log", .table = &sink};
static const burrow_kind auth_kind = {.struct_size = sizeof auth_kind, .name = "auth", .table = &checker};
static const burrow_kind* const kinds[] = {&log_kind, &auth_kind};
static const burrow_plugin plugin = {
    .struct_size = sizeof plugin,
    .abi_major = BURROW_ABI_MAJOR,
    .abi_minor = BURROW_ABI_MINOR,
    .kind_count = 2,
    .id = "test.sinks",
    .version = "1.0.0",
    .kinds = kinds,
    .instance_create = instance_create,
    .instance_destroy = instance_destroy,
    .instance_describe = instance_describe,
};
const burrow_plugin* burrow_plugin_entry(uint32_t host_major, uint32_t host_minor) {
    (void)host_minor;
    return host_major == BURROW_ABI_MAJOR ? &plugin : NULL;
}
