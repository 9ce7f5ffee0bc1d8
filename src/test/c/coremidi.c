/*
 * The functions of macOS's CoreMIDI, CoreFoundation and Mach that Antiphon calls, with their
 * signatures, for machines without them: each notes in a text what it was given.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int32_t OSStatus;
typedef uint32_t MIDIObjectRef;
typedef void (*MIDIReadProc)(const void *packetList, void *reference, void *connection);

const void *kMIDIPropertyUniqueID = (const void *)(uintptr_t)0x1234567890abcdef;

static char text[16384];
static MIDIReadProc reader;
static void *readerReference;

static void note(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  size_t length = strlen(text);
  vsnprintf(text + length, sizeof text - length, format, arguments);
  va_end(arguments);
}

const char *stand_in_text(void) { return text; }

void *CFStringCreateWithCString(void *allocator, const char *bytes, uint32_t encoding) {
  note("string %s %x %d\n", bytes, encoding, allocator == NULL);
  return strdup(bytes);
}

void CFRelease(void *object) {
  note("release %s\n", (const char *)object);
  free(object);
}

OSStatus MIDIClientCreate(void *name, void *notify, void *reference, MIDIObjectRef *client) {
  note("client %s %d\n", (const char *)name, notify == NULL && reference == NULL);
  *client = 0xf0000001u; /* a number that is negative for Java */
  return 0;
}

OSStatus MIDISourceCreate(MIDIObjectRef client, void *name, MIDIObjectRef *source) {
  note("source %x %s\n", client, (const char *)name);
  *source = 2;
  return 0;
}

OSStatus MIDIDestinationCreate(MIDIObjectRef client, void *name, MIDIReadProc procedure,
                               void *reference, MIDIObjectRef *destination) {
  note("destination %x %s\n", client, (const char *)name);
  reader = procedure;
  readerReference = reference;
  *destination = 3;
  return 0;
}

OSStatus MIDIObjectSetIntegerProperty(MIDIObjectRef object, const void *property, int32_t value) {
  note("id %x %d %d\n", object, property == kMIDIPropertyUniqueID, value);
  return object == 2 ? -10843 : 0;
}

OSStatus MIDIReceived(MIDIObjectRef source, const unsigned char *list) {
  note("received %x ", source);
  for (int i = 0; i < 17; i++) {
    if (i < 4 || i >= 12) {
      note("%02x", list[i]);
    }
  }
  note("\n");
  return 0;
}

OSStatus MIDIEndpointDispose(MIDIObjectRef endpoint) {
  note("dispose endpoint %x\n", endpoint);
  return 0;
}

OSStatus MIDIClientDispose(MIDIObjectRef client) {
  note("dispose client %x\n", client);
  return 0;
}

uint64_t mach_absolute_time(void) { return UINT64_C(1) << 40; }

int32_t mach_timebase_info(uint32_t *info) {
  info[0] = 125;
  info[1] = 3;
  return 0;
}

/* A thread of native code, as CoreMIDI's, hands over so many lists of a note-on and a note-off. */
static void *say(void *times) {
  static const unsigned char list[] = {2, 0, 0, 0,                                        /* packets */
                                       0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0x90, 60, 99,        /* now */
                                       0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0x80, 60, 1};
  for (intptr_t i = 0; i < (intptr_t)times; i++) {
    reader(list, readerReference, NULL);
  }
  return NULL;
}

void stand_in_say(int32_t times) {
  pthread_t thread;
  pthread_create(&thread, NULL, say, (void *)(intptr_t)times);
  pthread_join(thread, NULL);
}
