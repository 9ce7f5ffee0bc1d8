package antiphon.midi.port.rtp;

/** Numbers in network byte order inside an array of octets. */
final class Octets {
  private Octets() {}

  static int u8(byte[] octets, int at) {
    return octets[at] & 0xff;
  }

  static int u16(byte[] octets, int at) {
    return u8(octets, at) << 8 | u8(octets, at + 1);
  }

  static int i32(byte[] octets, int at) {
    return u16(octets, at) << 16 | u16(octets, at + 2);
  }

  static long i64(byte[] octets, int at) {
    return (long) i32(octets, at) << 32 | i32(octets, at + 4) & 0xffff_ffffL;
  }

  static void put16(byte[] octets, int at, int value) {
    octets[at] = (byte) (value >>> 8);
    octets[at + 1] = (byte) value;
  }

  static void put32(byte[] octets, int at, int value) {
    put16(octets, at, value >>> 16);
    put16(octets, at + 2, value);
  }

  static void put64(byte[] octets, int at, long value) {
    put32(octets, at, (int) (value >>> 32));
    put32(octets, at + 4, (int) value);
  }
}
