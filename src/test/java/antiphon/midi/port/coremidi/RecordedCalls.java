package antiphon.midi.port.coremidi;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * CoreMIDI as far as one process sees it, for machines without: notes the calls, and keeps count of
 * what has to be given back. Ticks of its host clock last 125/3 ns, as on Apple's processors.
 */
class RecordedCalls implements CoreMidiCalls {
  static final int NUMERATOR = 125;
  static final int DENOMINATOR = 3;

  /** What has been called, but for the clock and names. */
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** Packet lists of the virtual sources, as "name: bytes". */
  final List<String> said = new CopyOnWriteArrayList<>();

  /** CFStrings that have not been released, by their addresses. */
  final Map<Long, String> strings = new ConcurrentHashMap<>();

  /** Objects that have not been disposed of, by their references. */
  final Map<Integer, String> objects = new ConcurrentHashMap<>();

  private final Map<String, PacketReader> readers = new LinkedHashMap<>();
  private final Map<Integer, Integer> uniqueIds = new ConcurrentHashMap<>();
  private int last = 100;

  /** What the host's clock shows. */
  volatile long host = 1L << 40;

  /** What every call that can fail returns. */
  volatile int status;

  /** The name that cannot be given to a port. */
  volatile String forbidden;

  /** Sends a packet list to a destination, as CoreMIDI's thread does. */
  void say(String destination, byte[] packetList) {
    Memory memory = new Memory(packetList.length + 8L);
    // where 4 divides the address and 8 does not, as nobody promises more
    long address = (Pointer.nativeValue(memory) + 3 & ~3L) | 4;
    new Pointer(address).write(0, packetList, 0, packetList.length);
    readers.get(destination).callback(address, 0, 0);
  }

  @Override
  public synchronized long string(String text) {
    strings.put((long) ++last, text);
    return last;
  }

  @Override
  public void release(long string) {
    if (strings.remove(string) == null) {
      throw new AssertionError("released twice: " + string);
    }
  }

  @Override
  public int clientCreate(long name, int[] client) {
    return create("client", name, client);
  }

  @Override
  public int sourceCreate(int client, long name, int[] source) {
    requireObject(client);
    return create("source", name, source);
  }

  @Override
  public int destinationCreate(
      int client, long name, PacketReader reader, long reference, int[] destination) {
    requireObject(client);
    readers.put(strings.get(name), reader);
    return create("destination", name, destination);
  }

  @Override
  public int setUniqueId(int object, int id) {
    requireObject(object);
    if (uniqueIds.containsValue(id)) {
      return NOT_UNIQUE;
    }
    uniqueIds.put(object, id);
    return status;
  }

  @Override
  public int received(int source, long packetList) {
    requireObject(source);
    if (status == 0) {
      said.add(objects.get(source) + ": " + HexFormat.of().formatHex(bytes(packetList)));
    }
    return status;
  }

  @Override
  public int endpointDispose(int endpoint) {
    return dispose(endpoint);
  }

  @Override
  public int clientDispose(int client) {
    return dispose(client);
  }

  @Override
  public long hostTime() {
    return host;
  }

  @Override
  public int timebase(int[] numeratorDenominator) {
    numeratorDenominator[0] = NUMERATOR;
    numeratorDenominator[1] = DENOMINATOR;
    return 0;
  }

  /**
   * The bytes of a packet list.
   *
   * @param packets as {@link #packet} makes them
   */
  static byte[] list(boolean aligned, byte[]... packets) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(littleEndian(Integer.BYTES).putInt(packets.length).array());
    for (byte[] packet : packets) {
      bytes.writeBytes(packet);
      while (aligned && bytes.size() % 4 != 0) {
        bytes.write(0x90); // a gap is anything, a status byte at worst
      }
    }
    return bytes.toByteArray();
  }

  /** The bytes of one packet. */
  static byte[] packet(long host, int... midi) {
    ByteBuffer packet = littleEndian(10 + midi.length);
    packet.putLong(host).putShort((short) midi.length);
    for (int next : midi) {
      packet.put((byte) next);
    }
    return packet.array();
  }

  private static byte[] bytes(long packetList) {
    Pointer memory = new Pointer(packetList);
    if (memory.getInt(0) != 1) {
      throw new AssertionError(memory.getInt(0) + " packets");
    }
    return memory.getByteArray(0, 14 + memory.getShort(12));
  }

  private synchronized int create(String kind, long name, int[] made) {
    String text = strings.get(name);
    if (text == null) {
      throw new AssertionError("no string: " + name);
    }
    calls.add(kind + " " + text);
    if (status != 0 || text.equals(forbidden)) {
      return status != 0 ? status : -1;
    }
    made[0] = ++last;
    objects.put(last, text);
    return 0;
  }

  private int dispose(int object) {
    requireObject(object);
    calls.add("dispose " + objects.remove(object));
    uniqueIds.remove(object);
    return 0;
  }

  private void requireObject(int object) {
    if (!objects.containsKey(object)) {
      throw new AssertionError("no object: " + object);
    }
  }

  List<Integer> ids() {
    return new ArrayList<>(uniqueIds.values());
  }

  private static ByteBuffer littleEndian(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
