package antiphon.midi.port.coremidi;

import com.sun.jna.Callback;

/**
 * The native functions that are called, one method each, so that they can be recorded where there
 * is no macOS. Pointers and CFString references are addresses; references to MIDI objects are
 * numbers of 32 bits; a result is an {@code OSStatus}, 0 for success.
 */
interface CoreMidiCalls {
  /** {@code kMIDIIDNotUnique}: another object has that unique id. */
  int NOT_UNIQUE = -10843;

  /**
   * Whether a result says that the server, or what was made there, is gone: {@code
   * kMIDIInvalidClient}, {@code kMIDIUnknownEndpoint}, {@code kMIDIMessageSendErr}, {@code
   * kMIDIServerStartErr}, {@code kMIDIObjectNotFound}.
   */
  static boolean isServerGone(int status) {
    return switch (status) {
      case -10830, -10834, -10838, -10839, -10842 -> true;
      default -> false;
    };
  }

  /** {@code MIDIReadProc}. Called on a thread of CoreMIDI's. */
  interface PacketReader extends Callback {
    /**
     * @param packetList address of a {@code MIDIPacketList}, valid until the return
     * @param reference as given to {@link #destinationCreate}
     * @param connection without meaning for a virtual destination
     */
    void callback(long packetList, long reference, long connection);
  }

  /**
   * {@code CFStringCreateWithCString}, in UTF-8.
   *
   * @return a reference to be given to {@link #release}
   */
  long string(String text);

  /** {@code CFRelease}. */
  void release(long string);

  /** {@code MIDIClientCreate} without a notification procedure. */
  int clientCreate(long name, int[] client);

  /** {@code MIDISourceCreate}: a virtual source. */
  int sourceCreate(int client, long name, int[] source);

  /** {@code MIDIDestinationCreate}: a virtual destination. */
  int destinationCreate(
      int client, long name, PacketReader reader, long reference, int[] destination);

  /** {@code MIDIObjectSetIntegerProperty} of {@code kMIDIPropertyUniqueID}. */
  int setUniqueId(int object, int id);

  /** {@code MIDIReceived}: what a virtual source says goes to those who listen to it. */
  int received(int source, long packetList);

  /** {@code MIDIEndpointDispose}. */
  int endpointDispose(int endpoint);

  /** {@code MIDIClientDispose}. */
  int clientDispose(int client);

  /** {@code mach_absolute_time}: the clock of all stamps. */
  long hostTime();

  /**
   * {@code mach_timebase_info}: a tick of that clock lasts numerator / denominator nanoseconds.
   *
   * @param numeratorDenominator takes the two
   */
  int timebase(int[] numeratorDenominator);
}
