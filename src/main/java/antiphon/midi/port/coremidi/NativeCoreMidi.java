package antiphon.midi.port.coremidi;

import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls by JNA, on macOS. Every function is mapped directly with primitive arguments: then
 * neither a call nor a callback allocates on the heap of Java, not even in JNA itself (seen by
 * counting the bytes of 8,700 callbacks of libc's {@code qsort}: none). Only the first callback on
 * a thread of CoreMIDI's does, which is attached to the JVM then, and stays so.
 */
final class NativeCoreMidi implements CoreMidiCalls {
  private static final int UTF_8 = 0x08000100; // kCFStringEncodingUTF8
  private static final String FRAMEWORKS = "/System/Library/Frameworks/";

  /**
   * Readers that CoreMIDI may still be calling when their destination has been disposed of: their
   * native side must not go with the garbage.
   */
  private static final Set<PacketReader> KEPT = ConcurrentHashMap.newKeySet();

  private final long uniqueIdProperty;

  private NativeCoreMidi() {
    // whole paths: since macOS 11 there are no files at them, only the linker knows what is there
    this(
        NativeLibrary.getInstance(FRAMEWORKS + "CoreMIDI.framework/CoreMIDI"),
        NativeLibrary.getInstance(FRAMEWORKS + "CoreFoundation.framework/CoreFoundation"),
        NativeLibrary.getProcess());
  }

  NativeCoreMidi(NativeLibrary coreMidi, NativeLibrary foundation, NativeLibrary mach) {
    Native.register(Midi.class, coreMidi);
    Native.register(Foundation.class, foundation);
    Native.register(Mach.class, mach);
    uniqueIdProperty = coreMidi.getGlobalVariableAddress("kMIDIPropertyUniqueID").getLong(0);
  }

  /**
   * The calls of this process.
   *
   * @throws LinkageError when the frameworks cannot be loaded
   */
  static CoreMidiCalls calls() {
    return Loaded.CALLS;
  }

  /** Loaded with the first use. */
  private static final class Loaded {
    static final CoreMidiCalls CALLS = new NativeCoreMidi();
  }

  @Override
  public long string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return Foundation.CFStringCreateWithCString(
        0, Arrays.copyOf(utf8, utf8.length + 1), UTF_8); // ends with 0
  }

  @Override
  public void release(long string) {
    Foundation.CFRelease(string);
  }

  @Override
  public int clientCreate(long name, int[] client) {
    return Midi.MIDIClientCreate(name, 0, 0, client);
  }

  @Override
  public int sourceCreate(int client, long name, int[] source) {
    return Midi.MIDISourceCreate(client, name, source);
  }

  @Override
  public int destinationCreate(
      int client, long name, PacketReader reader, long reference, int[] destination) {
    KEPT.add(reader);
    Native.setCallbackThreadInitializer(
        reader, new CallbackThreadInitializer(true, false, "CoreMIDI"));
    return Midi.MIDIDestinationCreate(client, name, reader, reference, destination);
  }

  @Override
  public int setUniqueId(int object, int id) {
    return Midi.MIDIObjectSetIntegerProperty(object, uniqueIdProperty, id);
  }

  @Override
  public int received(int source, long packetList) {
    return Midi.MIDIReceived(source, packetList);
  }

  @Override
  public int endpointDispose(int endpoint) {
    return Midi.MIDIEndpointDispose(endpoint);
  }

  @Override
  public int clientDispose(int client) {
    return Midi.MIDIClientDispose(client);
  }

  @Override
  public long hostTime() {
    return Mach.mach_absolute_time();
  }

  @Override
  public int timebase(int[] numeratorDenominator) {
    return Mach.mach_timebase_info(numeratorDenominator);
  }

  /** {@code MIDIServices.h}. */
  private static final class Midi {
    static native int MIDIClientCreate(long name, long notify, long reference, int[] client);

    static native int MIDISourceCreate(int client, long name, int[] source);

    static native int MIDIDestinationCreate(
        int client, long name, PacketReader reader, long reference, int[] destination);

    static native int MIDIObjectSetIntegerProperty(int object, long property, int value);

    static native int MIDIReceived(int source, long packetList);

    static native int MIDIEndpointDispose(int endpoint);

    static native int MIDIClientDispose(int client);
  }

  /** {@code CFString.h} and {@code CFBase.h}. */
  private static final class Foundation {
    static native long CFStringCreateWithCString(long allocator, byte[] utf8, int encoding);

    static native void CFRelease(long object);
  }

  /** {@code mach/mach_time.h}. */
  private static final class Mach {
    static native long mach_absolute_time();

    static native int mach_timebase_info(int[] numeratorDenominator);
  }
}
